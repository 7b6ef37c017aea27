package io.signalbox.router.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the method {@code tls}. */
public sealed interface TlsAuthSettings extends MethodSettings
        permits TlsAuthSettings.StaticTlsAuthSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * Certificates in the configuration.
     *
     * @param defaultRole the role of principals without a role
     */
    record StaticTlsAuthSettings(CertificatePrincipals principals, Optional<String> defaultRole)
            implements TlsAuthSettings {}

    /**
     * Principals of the method {@code tls}.
     *
     * @param file absolute file with the principals; empty for principals in the configuration
     * @param byAuthid empty with a file
     */
    record CertificatePrincipals(Optional<Path> file, Map<String, CertificateEntry> byAuthid) {}

    /**
     * Client with a certificate, by fingerprints in hexadecimal digits of either case, with or without colons. A
     * certificate has to be in each list that is not empty.
     *
     * @param certificateSha1 SHA-1 fingerprints
     * @param certificateSha256 SHA-256 fingerprints
     * @param realm the realm that the client joins; empty for the realm in HELLO
     */
    record CertificateEntry(
            List<String> certificateSha1,
            List<String> certificateSha256,
            Optional<String> role,
            Optional<String> realm) {}
}
