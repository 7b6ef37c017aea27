package io.signalbox.transport.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of a connecting transport. The components are named after the keys of Crossbar.io.
 *
 * @param hostname the name that the certificate of the server must have, and the server name of the handshake (SNI); the host of
 *     the endpoint if empty
 * @param caCertificates files with the trusted authorities; those of the JVM if there are none
 * @param key the file with the private key of the client certificate; present if and only if {@code certificate} is present
 * @param certificate the file with the client certificate, and possibly with the certificates of its issuers
 * @param chainCertificates more files with certificates of issuers
 * @param keyPassword the password of an encrypted key
 */
public record ConnectingTlsSettings(
        Optional<String> hostname,
        List<Path> caCertificates,
        Optional<Path> key,
        Optional<Path> certificate,
        List<Path> chainCertificates,
        Optional<String> keyPassword) {

    public ConnectingTlsSettings {
        caCertificates = List.copyOf(caCertificates);
        chainCertificates = List.copyOf(chainCertificates);
        if (key.isPresent() != certificate.isPresent()) {
            throw new IllegalArgumentException("'key' and 'certificate' belong together: set both or none");
        }
    }

    /** Returns settings without a client certificate, with the authorities of the JVM. */
    public static ConnectingTlsSettings defaults() {
        return trusting(List.of());
    }

    /** Returns settings without a client certificate. */
    public static ConnectingTlsSettings trusting(List<Path> caCertificates) {
        return new ConnectingTlsSettings(
                Optional.empty(), caCertificates, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }
}
