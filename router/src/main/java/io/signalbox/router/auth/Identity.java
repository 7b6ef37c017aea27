package io.signalbox.router.auth;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Identity of an authenticated client, as sent in WELCOME, and its end. Immutable and thread-safe.
 *
 * @param authprovider the source of the credentials, such as {@code static}
 * @param realm the realm that the client joins; empty for the realm in HELLO
 * @param extra {@code authextra} of WELCOME; empty for none
 * @param expiresMillis the time at which the credentials expire and the session ends, in milliseconds since the epoch;
 *     empty for never
 */
public record Identity(
        String authid,
        String authrole,
        String authmethod,
        String authprovider,
        Optional<String> realm,
        Map<String, Object> extra,
        OptionalLong expiresMillis) {

    public Identity {
        Objects.requireNonNull(authid);
        Objects.requireNonNull(authrole);
        Objects.requireNonNull(authmethod);
        Objects.requireNonNull(authprovider);
        Objects.requireNonNull(realm);
        Objects.requireNonNull(extra);
        Objects.requireNonNull(expiresMillis);
    }

    /** Creates an identity whose credentials do not expire. */
    public Identity(
            String authid,
            String authrole,
            String authmethod,
            String authprovider,
            Optional<String> realm,
            Map<String, Object> extra) {
        this(authid, authrole, authmethod, authprovider, realm, extra, OptionalLong.empty());
    }

    /** Creates an identity in the realm of HELLO, without authextra. */
    public Identity(String authid, String authrole, String authmethod, String authprovider) {
        this(authid, authrole, authmethod, authprovider, Optional.empty(), Map.of());
    }
}
