package io.signalbox.router.auth;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Identity of an authenticated client, as sent in WELCOME. Immutable and thread-safe.
 *
 * @param authprovider the source of the credentials, such as {@code static}
 * @param realm the realm that the client joins; empty for the realm in HELLO
 * @param extra {@code authextra} of WELCOME; empty for none
 */
public record Identity(
        String authid,
        String authrole,
        String authmethod,
        String authprovider,
        Optional<String> realm,
        Map<String, Object> extra) {

    public Identity {
        Objects.requireNonNull(authid);
        Objects.requireNonNull(authrole);
        Objects.requireNonNull(authmethod);
        Objects.requireNonNull(authprovider);
        Objects.requireNonNull(realm);
        Objects.requireNonNull(extra);
    }

    /** Creates an identity in the realm of HELLO, without authextra. */
    public Identity(String authid, String authrole, String authmethod, String authprovider) {
        this(authid, authrole, authmethod, authprovider, Optional.empty(), Map.of());
    }
}
