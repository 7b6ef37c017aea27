package io.signalbox.router.meta;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.session.ProcedureAuthorization;
import io.signalbox.router.session.RouterSession;

/**
 * Meta API of a realm: procedures and events about sessions, subscriptions and registrations (spec: Session Meta API,
 * Subscriptions Meta API, Registration Meta API), and testaments (spec: Session Testament). A realm without the meta API
 * has neither procedures nor events, and no observer.
 *
 * <p>Confined to the realm's loop. The constructor runs before the first session joins.
 */
public final class MetaApi {
    private final MetaEvents events;
    private final Testaments testaments;

    /**
     * @param authorization decides on the topics of testaments
     * @param refusesDiscloseMe whether {@code disclose_me} is an error unless a permission rule discloses the publisher
     */
    public MetaApi(
            ServiceSession service,
            RealmParts realm,
            ProcedureAuthorization authorization,
            boolean refusesDiscloseMe,
            MetaSettings settings) {
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
        new TestamentMeta(testaments, realm, authorization, refusesDiscloseMe, settings.limits()).serve(service);
    }

    public void joined(RouterSession session) {
        events.joined(session);
    }

    /**
     * Publishes the testaments of a session and the event about its end. Called after the session's subscriptions and
     * registrations have been removed.
     */
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

    /** Runs an action without meta events and testaments. */
    public void silently(Runnable action) {
        boolean before = events.isSilent();
        events.setSilent(true);
        try {
            action.run();
        } finally {
            events.setSilent(before);
        }
    }

    /** Returns whether no testament is stored. */
    public boolean isEmpty() {
        return testaments.isEmpty();
    }
}
