package io.signalbox.router.cookie;

import io.signalbox.router.auth.ClientLogin.ClientSession;
import io.signalbox.router.session.Timers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cookie of one client, with the open sessions of the client. Changed by its {@link CookieTable} only, under the monitor of
 * the table. {@link #record} may be called by any thread.
 */
final class TrackedCookie {

    /** States of a cookie, in their order. No state leads back to an earlier one. */
    enum State {
        /** The client has been sent the cookie, and the table does not have it. */
        ISSUED,
        /** The table has the cookie. */
        KEPT,
        /** The table has lost the cookie, because of its age or of a limit. */
        FORGOTTEN,
        /** The login is over. No session joins any more. */
        ENDED
    }

    private final CookieKey key;
    private volatile State state = State.ISSUED;
    private volatile long expiresMillis;
    private volatile Optional<StoredLogin> login = Optional.empty();

    /** The timers that end the sessions with the cookie. */
    private final Map<ClientSession, Timers.Timeout> sessions = new HashMap<>(2);

    TrackedCookie(CookieKey key) {
        this.key = key;
    }

    CookieKey key() {
        return key;
    }

    State state() {
        return state;
    }

    /** Returns the time of the end, in milliseconds since the epoch. */
    long expiresMillis() {
        return expiresMillis;
    }

    Optional<StoredLogin> login() {
        return login;
    }

    void kept(long expires, Optional<StoredLogin> newLogin) {
        expiresMillis = expires;
        login = newLogin;
        state = State.KEPT;
    }

    void forgotten() {
        state = State.FORGOTTEN;
    }

    void ended() {
        state = State.ENDED;
    }

    Map<ClientSession, Timers.Timeout> sessions() {
        return sessions;
    }

    CookieRecord.Kept record() {
        return new CookieRecord.Kept(key, expiresMillis, login);
    }
}
