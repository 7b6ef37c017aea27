package io.signalbox.router.config;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * A procedure or pattern whose calls may wait.
 *
 * @param limit calls
 */
public record CallQueueConfig(String uri, MatchPolicy match, int limit) {}
