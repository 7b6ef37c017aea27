package io.signalbox.router.auth;

import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the methods {@code wamp-scram} and {@code scram}. */
public sealed interface ScramSettings extends MethodSettings
        permits ScramSettings.StaticScramSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * Keys in the configuration.
     *
     * @param defaultRole the role of principals without a role
     */
    record StaticScramSettings(ScramPrincipals principals, Optional<String> defaultRole) implements ScramSettings {}

    /**
     * Principals of the methods.
     *
     * @param file absolute file with the principals; empty for principals in the configuration
     * @param byAuthid empty with a file
     */
    record ScramPrincipals(Optional<Path> file, Map<String, ScramEntry> byAuthid) {}

    /**
     * Client with a password, of which the router has two keys.
     *
     * @param kdf the key derivation function, whose name also tells which dialects the keys serve
     * @param memory KiB, for Argon2; other functions ignore the value
     * @param salt in hexadecimal digits
     * @param storedKey in hexadecimal digits
     * @param serverKey in hexadecimal digits
     * @param realm the realm that the client joins; empty for the realm in HELLO
     */
    record ScramEntry(
            String kdf,
            int iterations,
            OptionalInt memory,
            String salt,
            String storedKey,
            String serverKey,
            Optional<String> role,
            Optional<String> realm) {

        static final int MIN_SALT_BYTES = 8;
        static final int MAX_SALT_BYTES = 64;

        /** Returns whether clients of a dialect derive these keys from the password. */
        public boolean serves(ScramDialect dialect) {
            return kdf.equals(ScramDialect.PBKDF2) || kdf.equals(dialect.argon2());
        }

        /** @throws IllegalArgumentException if the costs are out of range */
        public ScramKdf function() {
            if (kdf.equals(ScramDialect.PBKDF2)) {
                return new ScramKdf.Pbkdf2(iterations);
            }
            return new ScramKdf.Argon2id(
                    iterations, memory.orElseThrow(() -> new IllegalArgumentException("Argon2 needs 'memory'")));
        }

        ScramPrincipal principal(Grant grant) {
            HexFormat hex = HexFormat.of();
            return new ScramPrincipal(
                    grant,
                    function(),
                    Base64.getEncoder().encodeToString(hex.parseHex(salt)),
                    new ScramKeys(hex.parseHex(storedKey), hex.parseHex(serverKey)));
        }

        /** Returns a text without the keys. */
        @Override
        public String toString() {
            return "ScramEntry[kdf=" + kdf + ", role=" + role + ", realm=" + realm + "]";
        }
    }
}
