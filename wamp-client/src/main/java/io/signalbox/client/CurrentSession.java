package io.signalbox.client;

/** Session that a client has at the moment, or the reason why it has none. Thread-safe. */
final class CurrentSession {
    private volatile JoinedSession joined;
    private volatile String absence = "the client has not been opened";

    /** Returns the session; null if there is none. */
    JoinedSession joined() {
        return joined;
    }

    /** Returns the requests of the session; null if there is none. */
    Requests requests() {
        JoinedSession now = joined;
        return now == null ? null : now.requests();
    }

    /** Returns the failure of a request without a session. */
    WampException notConnected() {
        return WampException.local(WampException.NOT_CONNECTED, absence, null);
    }

    void join(JoinedSession session) {
        joined = session;
    }

    /** @param why the reason, for the user */
    void leave(String why) {
        absence = why;
        joined = null;
    }
}
