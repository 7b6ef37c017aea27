package io.signalbox.router.cookie;

import io.signalbox.protocol.connection.RecognizedClient;
import io.signalbox.router.auth.ClientLogin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Cookie of the client of one connection. Thread-safe.
 *
 * @param maxAgeMillis time for which a login lasts
 * @param isForLoginsOnly whether the cookie is kept for a login only, and not for a client that joins without one
 */
record ConnectionCookie(
        CookieTable table, TrackedCookie cookie, String publicName, long maxAgeMillis, boolean isForLoginsOnly)
        implements RecognizedClient {

    /** Returns the login that the cookie stands for at this time. */
    Optional<StoredLogin> login() {
        return table.login(cookie);
    }

    /** Keeps the cookie of a client that has joined without a login. */
    void track() {
        if (!isForLoginsOnly) {
            table.track(cookie, maxAgeMillis);
        }
    }

    /** Lets the cookie stand for a login, see {@link CookieTable#keep}. */
    CompletableFuture<Void> keep(StoredLogin login) {
        return table.keep(cookie, login, maxAgeMillis);
    }

    /** Returns the login that a session shares with the other sessions of the cookie. */
    ClientLogin session() {
        return cookie.state() == TrackedCookie.State.KEPT ? session(false) : ClientLogin.NONE;
    }

    /** Returns this login for a session that the client has opened with the cookie. */
    ClientLogin resumedSession() {
        return session(true);
    }

    private ClientLogin session(boolean untilExpiry) {
        return new ClientLogin() {
            @Override
            public boolean joins(ClientSession session) {
                return table.joins(cookie, session, untilExpiry);
            }

            @Override
            public void leaves(ClientSession session) {
                table.leaves(cookie, session);
            }

            @Override
            public void ends(ClientSession by) {
                table.ends(cookie, by);
            }
        };
    }

    @Override
    public String toString() {
        return "client " + publicName;
    }
}
