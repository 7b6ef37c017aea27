package io.signalbox.router.realm;

import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.meta.SessionDirectory;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * The client sessions of a realm by id. Also ends sessions on behalf of the meta API. Confined to the realm's loop.
 *
 * <p>A session that has been sent GOODBYE by the router is no longer open: the methods of {@link SessionDirectory} do not
 * return it. Its lifecycle stays in the table until the client has answered or the deadline has passed.
 */
final class RealmSessions implements SessionDirectory {
    private static final String KILLS = "ending sessions";

    /** Weight of sending GOODBYE to one session, or of closing its connection, in a {@link Sweep}. */
    static final int GOODBYE_WEIGHT = 4;

    private final Realm realm;
    private final LongMap<SessionLifecycle> lifecycles = new LongMap<>();
    private final LongMap<RouterSession> open = new LongMap<>();

    RealmSessions(Realm realm) {
        this.realm = realm;
    }

    /** Adds an open session. */
    void add(SessionLifecycle lifecycle) {
        RouterSession session = lifecycle.session();
        lifecycles.put(session.id(), lifecycle);
        open.put(session.id(), session);
    }

    /** Removes a session from the open sessions. Its lifecycle may still await the answer to GOODBYE. */
    void ended(long id) {
        open.remove(id);
    }

    /** Removes the lifecycle of a session that has ended. */
    void remove(long id) {
        lifecycles.remove(id);
    }

    /** Returns the lifecycle of the session with this id, or null. */
    SessionLifecycle lifecycle(long id) {
        return lifecycles.get(id);
    }

    /** Returns a copy of the lifecycles, including those that await the answer to GOODBYE. */
    List<SessionLifecycle> lifecycles() {
        return lifecycles.values();
    }

    /** Returns the number of lifecycles, including those that await the answer to GOODBYE. */
    int size() {
        return lifecycles.size();
    }

    @Override
    public int count() {
        return open.size();
    }

    @Override
    public List<RouterSession> all() {
        return open.values();
    }

    @Override
    public RouterSession find(long id) {
        return open.get(id);
    }

    @Override
    public int kill(RouterSession session, Goodbye goodbye) {
        SessionLifecycle lifecycle = dismiss(session, goodbye, false);
        lifecycle.login().ends();
        return GOODBYE_WEIGHT + realm.depart(lifecycle);
    }

    /** Ends a session, but not the login that the session may share with other sessions of the client. */
    void expire(RouterSession session, Goodbye goodbye) {
        realm.depart(dismiss(session, goodbye, false));
    }

    @Override
    public void killSilently(List<RouterSession> sessions, Goodbye goodbye, Consumer<List<RouterSession>> done) {
        List<RouterSession> killed = new ArrayList<>();
        List<SessionLifecycle> leaving = new ArrayList<>();
        ToIntFunction<RouterSession> dismissal = session -> {
            if (session.isOpen()) {
                killed.add(session);
                SessionLifecycle lifecycle = dismiss(session, goodbye, true);
                lifecycle.login().ends();
                leaving.add(lifecycle);
            }
            return GOODBYE_WEIGHT;
        };
        realm.dealer().sessionsAreLeaving(true);
        Sweep<SessionLifecycle> departures = new Sweep<>(realm.loop(), KILLS, leaving, realm::depart, () -> {
            realm.dealer().sessionsAreLeaving(false);
            done.accept(killed);
        });
        // Every session is sent GOODBYE before the first one leaves, so that no leave causes messages to the others.
        new Sweep<>(realm.loop(), KILLS, sessions, dismissal, departures::begin).begin();
    }

    /** Ends the session of a client whose login is over. */
    void logOut(SessionLifecycle lifecycle) {
        RouterSession session = lifecycle.session();
        if (session.isOpen()) {
            expire(session, new Goodbye(Map.of(), CloseUri.LOGOUT));
        }
    }

    private SessionLifecycle dismiss(RouterSession session, Goodbye goodbye, boolean silently) {
        SessionLifecycle lifecycle = lifecycles.get(session.id());
        lifecycle.sayGoodbye(goodbye, silently);
        lifecycle.cutUnlessAnswered();
        return lifecycle;
    }
}
