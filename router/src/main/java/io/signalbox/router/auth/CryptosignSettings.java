package io.signalbox.router.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the method {@code cryptosign}. */
public sealed interface CryptosignSettings extends MethodSettings
        permits CryptosignSettings.StaticCryptosignSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * Public keys in the configuration.
     *
     * @param defaultRole the role of principals without a role
     */
    record StaticCryptosignSettings(CryptosignPrincipals principals, Optional<String> defaultRole)
            implements CryptosignSettings {}

    /**
     * Principals of the method {@code cryptosign}.
     *
     * @param file absolute file with the principals; empty for principals in the configuration
     * @param byAuthid empty with a file
     */
    record CryptosignPrincipals(Optional<Path> file, Map<String, CryptosignEntry> byAuthid) {}

    /**
     * Client with a private key.
     *
     * @param authorizedKeys public keys, in hexadecimal digits
     * @param realm the realm that the client joins; empty for the realm in HELLO
     */
    record CryptosignEntry(List<String> authorizedKeys, Optional<String> role, Optional<String> realm) {}
}
