package io.signalbox.router.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the method {@code jwt}. */
public sealed interface JwtSettings extends MethodSettings permits JwtSettings.StaticJwtSettings {

    /**
     * Keys in a file, or a secret in the configuration.
     *
     * @param issuer the claim {@code iss} of an accepted token
     * @param audience accepted values of the claim {@code aud}
     * @param algorithms accepted algorithms
     * @param keys absolute file with the public keys of the issuer; empty if all algorithms are symmetric
     * @param secret the secret of the symmetric algorithms; empty if there are none
     * @param roles the authrole by value of the role claim; the first entry whose value a token has applies
     * @param defaultRole the role of clients whose token has no value of {@code roles}; empty to refuse them
     * @param clockSkewMillis tolerated difference between the clocks of issuer and router
     * @param maxTokenSizeBytes maximum length of a token
     * @param closeOnExpiry whether a session ends when its token expires
     */
    record StaticJwtSettings(
            String issuer,
            List<String> audience,
            List<JwtAlgorithm> algorithms,
            Optional<Path> keys,
            Optional<String> secret,
            JwtClaims claims,
            Map<String, String> roles,
            Optional<String> defaultRole,
            long clockSkewMillis,
            int maxTokenSizeBytes,
            boolean closeOnExpiry)
            implements JwtSettings {

        /** Returns a text without the secret. */
        @Override
        public String toString() {
            return "StaticJwtSettings[issuer=" + issuer + ", audience=" + audience + ", algorithms=" + algorithms
                    + ", keys=" + keys + ", claims=" + claims + ", roles=" + roles + ", defaultRole=" + defaultRole
                    + "]";
        }
    }

    /**
     * Paths of the claims that describe the client, in the form of {@link ClaimPath#of}.
     *
     * @param role empty if all clients have the default role
     * @param realm the claim with the realm that the client joins; empty for the realm in HELLO
     */
    record JwtClaims(String authid, Optional<String> role, Optional<String> realm) {}
}
