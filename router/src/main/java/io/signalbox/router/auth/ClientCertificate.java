package io.signalbox.router.auth;

import io.signalbox.protocol.connection.PeerInfo;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Certificate that a client has shown in the TLS handshake, which has verified the certificate. A resumed TLS session has
 * the certificate of its first handshake. Immutable and thread-safe.
 *
 * @param chain the certificate, followed by those of its issuers that the client has sent; not empty
 */
record ClientCertificate(List<X509Certificate> chain) {

    /** Returns the certificate of a client; empty without TLS, and for a client without a certificate. */
    static Optional<ClientCertificate> of(PeerInfo peer) {
        return peer.tls().flatMap(ClientCertificate::of);
    }

    private static Optional<ClientCertificate> of(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
        return Optional.of(new ClientCertificate(List.copyOf(chain)));
    }

    /** Returns the certificate itself. */
    X509Certificate own() {
        return chain.get(0);
    }

    /**
     * Returns whether the certificate and those of its issuers are valid at a time. A resumed TLS session may be a day
     * older than its connection, and a connection may be open for months.
     */
    boolean isValidAt(Instant time) {
        try {
            for (X509Certificate certificate : chain) {
                certificate.checkValidity(Date.from(time));
            }
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Returns the SHA-1 fingerprint, in 40 lower-case hexadecimal digits. */
    String sha1() {
        return fingerprint("SHA-1");
    }

    /** Returns the SHA-256 fingerprint, in 64 lower-case hexadecimal digits. */
    String sha256() {
        return fingerprint("SHA-256");
    }

    private String fingerprint(String algorithm) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(own().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of the peer cannot be encoded", e);
        }
    }
}
