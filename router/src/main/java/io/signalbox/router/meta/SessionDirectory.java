package io.signalbox.router.meta;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.session.RouterSession;
import java.util.List;

/** The sessions of clients in a realm. Confined to the realm's loop. */
public interface SessionDirectory {

    /** Those that have joined and not left, in any order: a copy. */
    List<RouterSession> all();

    /** The session with this id; null when it never joined or has left. */
    RouterSession find(long id);

    /** Ends a session; for everybody else it has left at once. */
    void kill(RouterSession session, Goodbye goodbye);

    /** Ends sessions without meta events and testaments. */
    void killSilently(List<RouterSession> sessions, Goodbye goodbye);
}
