package io.signalbox.router.realm;

import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Principal;

/** What a handshake comes to. */
sealed interface Admission {

    /** The client may join the realm, unless that has no room or is closing by then. */
    record Admitted(Realm realm, Principal principal, ClientFeatures features) implements Admission {}

    /**
     * The client gets an ABORT.
     *
     * @param reason its URI
     * @param message for people
     */
    record Refused(String reason, String message) implements Admission {}
}
