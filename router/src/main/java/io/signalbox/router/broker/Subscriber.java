package io.signalbox.router.broker;

import io.signalbox.router.session.RouterSession;

/** Membership of a session in a subscription. Confined to the realm's loop. */
final class Subscriber {
    private final RouterSession session;
    private final Subscription subscription;

    /** Index of the subscriber in the subscription; owned by {@link Subscription}. */
    int slot;

    Subscriber(RouterSession session, Subscription subscription) {
        this.session = session;
        this.subscription = subscription;
    }

    RouterSession session() {
        return session;
    }

    Subscription subscription() {
        return subscription;
    }
}
