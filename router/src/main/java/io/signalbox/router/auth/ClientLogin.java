package io.signalbox.router.auth;

/**
 * Login that the sessions of one client share, such as the login that a cookie stands for. Once a session logs out or is
 * killed, the login is over, and so are its other sessions.
 *
 * <p>Thread safety: all methods are thread-safe, and do not block. They end no session before they return.
 */
public interface ClientLogin {
    /** Login of a single session: nothing outlives the session. */
    ClientLogin NONE = new ClientLogin() {
        @Override
        public boolean joins(ClientSession session) {
            return true;
        }

        @Override
        public void leaves(ClientSession session) {}

        @Override
        public void ends(ClientSession by) {}
    };

    /** Adds a session. Returns false if the login is over, and the session must not join. */
    boolean joins(ClientSession session);

    /** Removes a session, whatever the reason of its end. Idempotent. */
    void leaves(ClientSession session);

    /** Ends the login and its other sessions for good, because a session has logged out or was killed. Idempotent. */
    void ends(ClientSession by);

    /** Session of a login. Equal only to itself. */
    @FunctionalInterface
    interface ClientSession {

        /** Ends the session, because its login is over. Thread-safe. Has no effect on a session that has ended. */
        void logOut();
    }
}
