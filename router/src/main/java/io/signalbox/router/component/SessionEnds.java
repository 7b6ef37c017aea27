package io.signalbox.router.component;

import io.signalbox.client.GiveUp;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.CloseUri;
import java.util.Set;

/**
 * Rule that decides whether the end of a session, or a failed attempt to join, is the end of the component: the first refusal by the
 * router, and the end of a session by another session ({@code wamp.session.kill}). A router that cannot be reached, that stops, or that
 * refuses a component which has been its client before, may let the component join later. Stateless.
 */
final class SessionEnds implements GiveUp {
    private static final Set<String> OF_CONNECTIONS =
            Set.of(WampException.NOT_CONNECTED, WampException.CONNECTION_LOST);

    /** The reason of the specification for the stop of a realm, beside that for the stop of a router. */
    private static final Set<String> OF_ROUTERS = Set.of(CloseUri.SYSTEM_SHUTDOWN, "wamp.close.close_realm");

    private static final String ERRORS = "wamp.error.";

    @Override
    public boolean after(Moment moment, String reason) {
        if (OF_CONNECTIONS.contains(reason) || OF_ROUTERS.contains(reason)) {
            return false;
        }
        return switch (moment) {
            case FIRST_JOIN -> true;
            case SESSION -> !reason.startsWith(ERRORS);
            case LATER_JOIN -> false;
        };
    }
}
