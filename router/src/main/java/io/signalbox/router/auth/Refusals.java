package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;

/** Refusals that methods have in common. */
final class Refusals {
    /** Refusal of wrong credentials, the same for a known and for an unknown authid. */
    static final AuthStep WRONG_CREDENTIALS =
            new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, "authid or credentials are wrong");

    static final AuthStep NO_AUTHID =
            new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, "HELLO names no authid, which this method needs");

    private Refusals() {}
}
