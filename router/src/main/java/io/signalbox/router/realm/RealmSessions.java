package io.signalbox.router.realm;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.meta.SessionDirectory;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** The sessions of a realm as its meta API sees them. Confined to the realm's loop. */
final class RealmSessions implements SessionDirectory {
    private static final String KILLS = "ending sessions";

    /** What saying GOODBYE to a session weighs in a {@link Sweep}. */
    private static final int STEPS_OF_GOODBYE = 4;

    private final Realm realm;

    RealmSessions(Realm realm) {
        this.realm = realm;
    }

    @Override
    public int count() {
        return realm.sessions().countOpen();
    }

    @Override
    public List<RouterSession> all() {
        return realm.sessions().openSessions();
    }

    @Override
    public RouterSession find(long id) {
        return realm.sessions().openSession(id);
    }

    @Override
    public int kill(RouterSession session, Goodbye goodbye) {
        Membership member = dismiss(session, goodbye, false);
        return STEPS_OF_GOODBYE + realm.depart(member);
    }

    @Override
    public void killSilently(List<RouterSession> sessions, Goodbye goodbye, Consumer<List<RouterSession>> done) {
        List<RouterSession> killed = new ArrayList<>();
        List<Membership> members = new ArrayList<>();
        ToIntFunction<RouterSession> dismissal = session -> {
            if (session.isOpen()) {
                killed.add(session);
                members.add(dismiss(session, goodbye, true));
            }
            return STEPS_OF_GOODBYE;
        };
        realm.dealer().sessionsAreLeaving(true);
        Sweep<Membership> departures = new Sweep<>(realm.tasks(), KILLS, members, realm::depart, () -> {
            realm.dealer().sessionsAreLeaving(false);
            done.accept(killed);
        });
        // Nobody leaves before all have been told, so that the first cause no messages to the others.
        new Sweep<>(realm.tasks(), KILLS, sessions, dismissal, departures::begin).begin();
    }

    private Membership dismiss(RouterSession session, Goodbye goodbye, boolean silently) {
        Membership member = realm.sessions().find(session.id());
        member.sayGoodbye(goodbye, silently);
        member.cutUnlessAnswered();
        return member;
    }
}
