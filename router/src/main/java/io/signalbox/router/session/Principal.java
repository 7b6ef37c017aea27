package io.signalbox.router.session;

import java.util.Map;

/**
 * Identity of a session as sent in WELCOME (spec: Authentication Methods).
 *
 * @param authextra {@code authextra} of WELCOME; empty for none
 */
public record Principal(
        String authid, RouterRole role, String authmethod, String authprovider, Map<String, Object> authextra) {

    /** Creates a principal without authextra. */
    public Principal(String authid, RouterRole role, String authmethod, String authprovider) {
        this(authid, role, authmethod, authprovider, Map.of());
    }
}
