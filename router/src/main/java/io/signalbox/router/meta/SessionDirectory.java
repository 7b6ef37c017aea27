package io.signalbox.router.meta;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.function.Consumer;

/** The sessions of clients in a realm. Confined to the realm's loop. */
public interface SessionDirectory {

    /** How many have joined and not left. */
    int count();

    /** Those that have joined and not left, in any order: a copy. */
    List<RouterSession> all();

    /** The session with this id; null when it never joined or has left. */
    RouterSession find(long id);

    /**
     * Ends an open session; for everybody else it has left at once.
     *
     * @return the weight of this step, see {@link io.signalbox.router.session.Sweep}
     */
    int kill(RouterSession session, Goodbye goodbye);

    /**
     * Ends sessions without meta events and testaments, a slice at a time.
     *
     * @param sessions those of them that are open when they have their turn
     * @param done takes those that were ended when all have left; before this returns if they are few
     */
    void killSilently(List<RouterSession> sessions, Goodbye goodbye, Consumer<List<RouterSession>> done);
}
