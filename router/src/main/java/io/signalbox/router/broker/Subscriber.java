package io.signalbox.router.broker;

import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.session.Member;
import io.signalbox.router.session.RouterSession;
import java.util.List;

/** Membership of a session in a subscription. Confined to the realm's loop. */
final class Subscriber {
    private final RouterSession session;
    private final Subscription subscription;

    /** The nodes behind a link, see {@link SubscribeOptions#forwardFor}. */
    private List<String> forwardFor;

    /** Index of the subscriber in the subscription; owned by {@link Subscription}. */
    int slot;

    Subscriber(RouterSession session, Subscription subscription, List<String> forwardFor) {
        this.session = session;
        this.subscription = subscription;
        this.forwardFor = forwardFor;
    }

    /** Changes the nodes behind a link. Returns whether they are others than before. */
    boolean forwardsFor(List<String> nodes) {
        boolean isChanged = !forwardFor.equals(nodes);
        forwardFor = nodes;
        return isChanged;
    }

    Member member() {
        return new Member(session, forwardFor);
    }

    RouterSession session() {
        return session;
    }

    Subscription subscription() {
        return subscription;
    }
}
