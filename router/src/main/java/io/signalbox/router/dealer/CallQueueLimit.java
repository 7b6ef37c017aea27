package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * How many calls may wait for callees of a registration.
 *
 * @param uri compared under {@code match} with what was registered, which may be a pattern
 * @param limit calls, from 1
 */
public record CallQueueLimit(String uri, MatchPolicy match, int limit) {}
