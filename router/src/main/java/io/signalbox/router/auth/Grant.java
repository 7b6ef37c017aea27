package io.signalbox.router.auth;

import java.util.Map;
import java.util.Optional;

/**
 * Identity and realm that a source of principals assigns to an authenticated client. Immutable and thread-safe.
 *
 * @param realm the realm that the client joins; empty for the realm in HELLO
 * @param extra {@code authextra} of WELCOME; empty for none
 */
public record Grant(String authid, String authrole, Optional<String> realm, Map<String, Object> extra) {

    /** Returns the identity of a client that a method has authenticated. */
    Identity identity(String authmethod, String authprovider) {
        return new Identity(authid, authrole, authmethod, authprovider, realm, extra);
    }
}
