package io.signalbox.router.auth;

import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the method {@code wampcra}. */
public sealed interface WampcraSettings extends MethodSettings
        permits WampcraSettings.StaticWampcraSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * Secrets in the configuration.
     *
     * @param defaultRole the role of users without a role
     */
    record StaticWampcraSettings(WampcraUsers users, Optional<String> defaultRole) implements WampcraSettings {}

    /**
     * Users of the method {@code wampcra}.
     *
     * @param file absolute file with the users; empty for users in the configuration
     * @param byAuthid empty with a file
     */
    record WampcraUsers(Optional<Path> file, Map<String, WampcraUser> byAuthid) {}

    /**
     * Client with a secret.
     *
     * @param secret the secret, or for a salted user possibly the derived key
     * @param realm the realm that the client joins; empty for the realm in HELLO
     * @param salt empty for a user without salt; salt, iterations and keylen are present together
     * @param secretIsDerived whether the secret of a salted user is the derived key; empty to tell by the form of the secret
     */
    record WampcraUser(
            String secret,
            Optional<String> role,
            Optional<String> realm,
            Optional<String> salt,
            OptionalInt iterations,
            OptionalInt keylen,
            Optional<Boolean> secretIsDerived) {

        /** Returns the parameters that a client needs; empty for a user without salt. */
        public Optional<Salting> salting() {
            return salt.map(text -> new Salting(text, iterations.orElseThrow(), keylen.orElseThrow()));
        }

        /** Returns whether the secret counts as the derived key. */
        public boolean isDerived() {
            return salt.isPresent()
                    && secretIsDerived.orElseGet(() -> WampCra.isDerivedKey(secret, keylen.orElseThrow()));
        }

        /** Returns the key of signatures. May take seconds, depending on the iterations. */
        byte[] key() {
            return isDerived() || salt.isEmpty()
                    ? WampCra.key(secret)
                    : WampCra.key(secret, salting().orElseThrow());
        }

        /** Returns a text without the secret. */
        @Override
        public String toString() {
            return "WampcraUser[role=" + role + ", realm=" + realm + "]";
        }
    }
}
