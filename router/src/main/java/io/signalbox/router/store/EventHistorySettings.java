package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.OptionalInt;

/**
 * A topic or pattern whose events are stored.
 *
 * @param limit events; empty for the limit of the store
 */
public record EventHistorySettings(String uri, MatchPolicy match, OptionalInt limit) {}
