package io.signalbox.router.auth;

import java.util.Optional;

/**
 * How the clients of a transport prove who they are.
 *
 * @param anonymous empty when nobody may stay anonymous
 */
public record AuthSettings(Optional<Anonymous> anonymous) {

    /**
     * Clients that prove nothing.
     *
     * @param role of their sessions
     * @param authid of their sessions; empty for a random one each
     */
    public record Anonymous(String role, Optional<String> authid) {}
}
