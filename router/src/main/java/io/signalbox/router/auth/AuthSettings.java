package io.signalbox.router.auth;

import java.util.Optional;

/**
 * Configured authentication methods of a transport.
 *
 * @param anonymous the method {@code anonymous}; empty when not offered
 */
public record AuthSettings(Optional<Anonymous> anonymous) {

    /**
     * Settings of the method {@code anonymous}.
     *
     * @param role the role of the sessions
     * @param authid the authid of the sessions; empty for a random authid per session
     */
    public record Anonymous(String role, Optional<String> authid) {}
}
