package io.signalbox.router.auth;

import io.signalbox.protocol.connection.PeerInfo;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Description of a connection for an authenticator procedure, with the keys of Crossbar.io. Stateless and thread-safe.
 */
final class PeerDetails {
    private static final HexFormat FINGERPRINT = HexFormat.ofDelimiter(":").withUpperCase();

    private PeerDetails() {}

    /** Returns the details. The request headers are included, with cookies, because an authenticator may use them. */
    static Map<String, Object> of(PeerInfo peer) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", peer.listener());
        details.put("peer", peer.address());
        details.put("channel_type", peer.secure() ? "tls" : "tcp");
        details.put("channel_framing", peer.transport());
        details.put("channel_serializer", peer.format().wireName());
        details.put("is_secure", peer.secure());
        details.put("peer_cert", peer.tls().map(PeerDetails::certificate).orElse(null));
        details.put("http_headers_received", headers(peer));
        details.put("http_path", peer.path());
        details.put("websocket_protocol", peer.subprotocol());
        return details;
    }

    private static Map<String, Object> headers(PeerInfo peer) {
        Map<String, Object> headers = new LinkedHashMap<>();
        peer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return headers;
    }

    /** Returns the certificate of the peer, or null. */
    private static Map<String, Object> certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate ? certificate(certificate) : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate of the peer cannot be encoded", e);
        }
    }

    private static Map<String, Object> certificate(X509Certificate certificate) throws GeneralSecurityException {
        byte[] encoded = certificate.getEncoded();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sha1", fingerprint("SHA-1", encoded));
        details.put("sha256", fingerprint("SHA-256", encoded));
        details.put("subject", certificate.getSubjectX500Principal().getName());
        details.put("issuer", certificate.getIssuerX500Principal().getName());
        details.put("serial", certificate.getSerialNumber().toString());
        details.put("not_before", certificate.getNotBefore().toInstant().toString());
        details.put("not_after", certificate.getNotAfter().toInstant().toString());
        return details;
    }

    private static String fingerprint(String algorithm, byte[] encoded) throws GeneralSecurityException {
        return FINGERPRINT.formatHex(MessageDigest.getInstance(algorithm).digest(encoded));
    }
}
