package io.signalbox.router.component;

import io.signalbox.client.ClientState;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.CloseUri;
import java.util.Set;

/**
 * Decision whether the end of a session, or a failed attempt to join, is the end of the component. Confined to the listener of the
 * states of one client.
 *
 * <p>Final are the first refusal by the router, and the end of a session by another session ({@code wamp.session.kill}). A router that
 * cannot be reached, that stops, or that refuses a component which has been its client before, may let the component join later.
 */
final class SessionEnds {
    private static final Set<String> OF_CONNECTIONS =
            Set.of(WampException.NOT_CONNECTED, WampException.CONNECTION_LOST);

    /** The reason of Crossbar.io for the stop of a realm, beside that of the specification. */
    private static final Set<String> OF_ROUTERS = Set.of(CloseUri.SYSTEM_SHUTDOWN, "wamp.close.close_realm");

    private static final String ERRORS = "wamp.error.";

    private ClientState last;
    private boolean hasJoined;

    /** Meanings of a state for the component. */
    enum Meaning {
        NONE,
        /** The component ends. */
        FINAL,
        /** The client tries again. */
        REPEATED,
        JOINED_AGAIN
    }

    /** Returns the meaning of the next state of the client. */
    Meaning after(ClientState next) {
        ClientState before = last;
        last = next;
        return switch (next) {
            case ClientState.Failed failed -> Meaning.FINAL;
            case ClientState.Lost lost -> isFinal(before, lost.why().uri()) ? Meaning.FINAL : Meaning.REPEATED;
            case ClientState.Joined joined -> joined();
            case ClientState.Connecting connecting -> Meaning.NONE;
            case ClientState.Closed closed -> Meaning.NONE;
        };
    }

    private boolean isFinal(ClientState before, String uri) {
        if (OF_CONNECTIONS.contains(uri) || OF_ROUTERS.contains(uri)) {
            return false;
        }
        boolean wasSession = before instanceof ClientState.Joined;
        return wasSession ? !uri.startsWith(ERRORS) : !hasJoined;
    }

    private Meaning joined() {
        Meaning meaning = hasJoined ? Meaning.JOINED_AGAIN : Meaning.NONE;
        hasJoined = true;
        return meaning;
    }

    /** Returns the reason of a state that has one. */
    static WampException reason(ClientState state) {
        return switch (state) {
            case ClientState.Failed failed -> failed.why();
            case ClientState.Lost lost -> lost.why();
            case ClientState.Joined joined -> throw new IllegalArgumentException("a session has not ended");
            case ClientState.Connecting connecting -> throw new IllegalArgumentException("an attempt has not ended");
            case ClientState.Closed closed -> throw new IllegalArgumentException("a user has closed the client");
        };
    }
}
