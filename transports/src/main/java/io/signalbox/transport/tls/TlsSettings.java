package io.signalbox.transport.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * TLS of one listener. The components of this record and of those in it are named after the keys of the node configuration. The
 * certificate is in {@code key} and {@code certificate}, in {@code keystore}, or there are several in {@code certificates}.
 *
 * @param chainCertificates files with certificates of issuers
 * @param certificates several certificates: the server name of a client (SNI) chooses, and the first one serves a client whose
 *     name matches none
 * @param caCertificates files with the authorities of client certificates; may be empty
 * @param clientCertificate whether a client may do without a certificate where there are authorities; required unless told
 * @param ciphers the cipher suites of TLS 1.2 in the syntax of OpenSSL; TLS 1.3 keeps all suites
 * @param handshakeThreads the number of handshakes that are computed at the same time, at least 1; the number of processors, and
 *     at least 2, if empty
 * @param sessionCacheSize the number of TLS sessions that are kept for clients that resume sessions without tickets; at least 1
 */
public record TlsSettings(
        Optional<Path> key,
        Optional<Path> certificate,
        List<Path> chainCertificates,
        Optional<String> keyPassword,
        Optional<Path> keystore,
        Optional<String> keystorePassword,
        List<NamedCertificate> certificates,
        List<Path> caCertificates,
        Optional<ClientCertificate> clientCertificate,
        Optional<String> ciphers,
        OptionalInt handshakeThreads,
        int sessionCacheSize) {

    /** One of several certificates. */
    public record NamedCertificate(
            Path key, Path certificate, List<Path> chainCertificates, Optional<String> keyPassword) {
        private IdentityFiles files() {
            return new IdentityFiles.Pem(key, certificate, chainCertificates, keyPassword.orElse(null));
        }
    }

    /** Demand for client certificates. */
    public enum ClientCertificate {
        /** A client may connect without a certificate. A certificate that the client sends has to be valid. */
        OPTIONAL,
        /** A handshake without a valid certificate fails. */
        REQUIRED
    }

    /** Returns the files of keys and certificates. The first identity is for clients without a matching name. */
    List<IdentityFiles> identities() {
        if (keystore.isPresent()) {
            return List.of(
                    new IdentityFiles.Store(keystore.get(), keystorePassword.orElse(null), keyPassword.orElse(null)));
        }
        if (key.isPresent() && certificate.isPresent()) {
            return List.of(
                    new IdentityFiles.Pem(key.get(), certificate.get(), chainCertificates, keyPassword.orElse(null)));
        }
        return certificates.stream().map(NamedCertificate::files).toList();
    }

    boolean requiresClientCertificate() {
        return !caCertificates.isEmpty()
                && clientCertificate.orElse(ClientCertificate.REQUIRED) == ClientCertificate.REQUIRED;
    }

    boolean wantsClientCertificate() {
        return !caCertificates.isEmpty() && !requiresClientCertificate();
    }
}
