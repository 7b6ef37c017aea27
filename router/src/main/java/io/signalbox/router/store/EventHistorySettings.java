package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.OptionalInt;

/**
 * Configured event history of a topic or pattern.
 *
 * @param limit the maximum number of events; empty for the limit of the store
 */
public record EventHistorySettings(String uri, MatchPolicy match, OptionalInt limit) {}
