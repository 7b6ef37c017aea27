package io.signalbox.router.meta;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.session.RouterSession;

/**
 * What a realm tells of itself: the procedures and events about sessions, subscriptions and registrations (spec: Session
 * Meta API and its siblings), and testaments. Without it a realm serves none of them, and nothing is observed.
 *
 * <p>Confined to the realm's loop; made before the first session joins.
 */
public final class MetaApi {
    private final MetaEvents events;
    private final Testaments testaments;

    /** @param refusesDiscloseMe whether a wish for disclosure that no permission rule grants is an error */
    public MetaApi(ServiceSession service, RealmParts realm, boolean refusesDiscloseMe, MetaSettings settings) {
        events = new MetaEvents(service, realm.broker().subscriptions());
        testaments = new Testaments(realm.broker(), service, realm.held(), settings);
        if (!settings.enabled()) {
            events.setSilent(true);
            return;
        }
        realm.broker().observedBy(events);
        realm.dealer().observedBy(events);
        new SessionMeta(realm).serve(service);
        new SubscriptionMeta(realm.broker(), realm.sessions(), realm.workers()).serve(service);
        new RegistrationMeta(realm.dealer(), realm.sessions(), realm.workers()).serve(service);
        new TestamentMeta(testaments, realm, refusesDiscloseMe)
                .serve(service, settings.limits().maxTestamentSizeBytes());
    }

    public void joined(RouterSession session) {
        events.joined(session);
    }

    /** A session has left, and so have its subscriptions and registrations. */
    public void left(RouterSession session) {
        if (events.isSilent()) {
            testaments.discard(session);
        } else {
            new AllSteps()
                    .then(() -> testaments.execute(session))
                    .then(() -> events.left(session))
                    .rethrow();
        }
    }

    /** Carries out what nobody is to hear of: neither meta events nor testaments come of it. */
    public void silently(Runnable action) {
        boolean before = events.isSilent();
        events.setSilent(true);
        try {
            action.run();
        } finally {
            events.setSilent(before);
        }
    }

    /** Whether nothing is left of any session. */
    public boolean isEmpty() {
        return testaments.isEmpty();
    }
}
