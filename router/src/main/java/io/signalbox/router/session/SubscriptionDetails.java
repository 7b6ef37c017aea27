package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * What the meta API tells of a subscription (spec: Subscription Meta API).
 *
 * @param createdMillis since the epoch
 * @param uri the topic or pattern
 */
public record SubscriptionDetails(long id, long createdMillis, String uri, MatchPolicy match) {}
