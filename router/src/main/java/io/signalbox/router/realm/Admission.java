package io.signalbox.router.realm;

import io.signalbox.router.auth.ClientLogin;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Principal;
import java.util.OptionalLong;

/** Outcome of a handshake. */
sealed interface Admission {

    /**
     * The client may join the realm. The realm may still refuse the session when HELLO has its turn.
     *
     * @param session the id of the session
     * @param login what the session shares with other sessions of the client
     * @param expiresMillis the time at which the session ends, in milliseconds since the epoch; empty for never
     */
    record Admitted(
            long session,
            Realm realm,
            Principal principal,
            ClientFeatures features,
            ClientLogin login,
            OptionalLong expiresMillis)
            implements Admission {}

    /**
     * The client gets an ABORT.
     *
     * @param reason URI of the ABORT
     * @param message explanation for people
     */
    record Refused(String reason, String message) implements Admission {}
}
