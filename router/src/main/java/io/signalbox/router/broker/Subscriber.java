package io.signalbox.router.broker;

import io.signalbox.router.session.RouterSession;

/** One session's part in one subscription. Confined to the realm's loop. */
final class Subscriber {
    private final RouterSession session;
    private final Subscription subscription;

    /** Where this subscriber stands in its subscription; owned by {@link Subscription}. */
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
