package io.signalbox.transport.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS of one listener.
 *
 * @param identities the certificates of the listener, at least one; the server name of a client (SNI) chooses, and the first
 *     one serves a client whose name matches none
 * @param caCertificates PEM files with the authorities of client certificates; may be empty
 * @param clientCertificate whether a client has to show a certificate
 * @param ciphers the cipher suites of TLS 1.2 in the syntax of OpenSSL, or null for the default; TLS 1.3 keeps all suites
 */
public record TlsSettings(
        List<IdentityFiles> identities,
        List<Path> caCertificates,
        ClientCertificate clientCertificate,
        String ciphers) {

    /** Whether a client has to show a certificate. */
    public enum ClientCertificate {
        /** The listener asks for none. */
        NONE,
        /** The listener asks, and a client may go on without. A certificate that is shown has to be valid. */
        OPTIONAL,
        /** A handshake without a valid certificate fails. */
        REQUIRED
    }
}
