package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * Properties of a subscription in the meta API (spec: Subscriptions Meta API).
 *
 * @param createdMillis since the epoch
 * @param uri the topic or pattern
 */
public record SubscriptionDetails(long id, long createdMillis, String uri, MatchPolicy match) {}
