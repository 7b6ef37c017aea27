package io.signalbox.router.meta;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.function.Consumer;

/**
 * Client sessions of a realm as the meta API sees them. Only open sessions are visible: those that have joined and have
 * neither ended nor been sent GOODBYE by the router. Confined to the realm's loop.
 */
public interface SessionDirectory {

    /** Returns the number of open sessions. */
    int count();

    /** Returns a copy of the open sessions, in no particular order. */
    List<RouterSession> all();

    /** Returns the open session with this id, or null. */
    RouterSession find(long id);

    /**
     * Ends an open session. The session is no longer visible when the method returns.
     *
     * @return the weight of this step, see {@link io.signalbox.router.session.Sweep}
     */
    int kill(RouterSession session, Goodbye goodbye);

    /**
     * Ends sessions in slices, without meta events and testaments.
     *
     * @param sessions sessions that have ended before their turn are skipped
     * @param done takes the ended sessions after all have left; runs before this method returns if one slice is enough
     */
    void killSilently(List<RouterSession> sessions, Goodbye goodbye, Consumer<List<RouterSession>> done);
}
