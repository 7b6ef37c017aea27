package io.signalbox.router.config;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * A topic or pattern whose events are stored.
 *
 * @param limit events
 */
public record EventHistoryConfig(String uri, MatchPolicy match, int limit) {}
