package io.signalbox.router.auth;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.ProxyTls;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Description of a connection for an authenticator procedure, with the keys of Crossbar.io and {@code proxy_tls}. Stateless and
 * thread-safe.
 */
final class PeerDetails {
    private static final HexFormat FINGERPRINT = HexFormat.ofDelimiter(":").withUpperCase();

    private PeerDetails() {}

    /** Returns the details. They include the request headers, without the cookie by which the router recognizes the client. */
    static Map<String, Object> of(PeerInfo peer) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", peer.listener());
        details.put("peer", peer.address());
        details.put("channel_type", channelType(peer));
        details.put("channel_framing", peer.transport());
        details.put("channel_serializer", peer.format().wireName());
        details.put("is_secure", peer.secure());
        details.put(
                "peer_cert",
                ClientCertificate.of(peer).map(PeerDetails::certificate).orElse(null));
        details.put("proxy_tls", peer.proxyTls().map(PeerDetails::proxyTls).orElse(null));
        details.put("http_headers_received", headers(peer));
        details.put("http_path", peer.path());
        details.put("websocket_protocol", peer.subprotocol());
        return details;
    }

    private static String channelType(PeerInfo peer) {
        if (peer.secure()) {
            return "tls";
        }
        // The name of Crossbar.io for a Unix domain socket, which its clients know.
        return peer.address().equals(PeerInfo.UNIX) ? "memory" : "tcp";
    }

    private static Map<String, Object> headers(PeerInfo peer) {
        Map<String, Object> headers = new LinkedHashMap<>();
        peer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return headers;
    }

    private static Map<String, Object> certificate(ClientCertificate shown) {
        X509Certificate certificate = shown.own();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sha1", withColons(shown.sha1()));
        details.put("sha256", withColons(shown.sha256()));
        details.put("subject", certificate.getSubjectX500Principal().getName());
        details.put("issuer", certificate.getIssuerX500Principal().getName());
        details.put("serial", certificate.getSerialNumber().toString());
        details.put("not_before", certificate.getNotBefore().toInstant().toString());
        details.put("not_after", certificate.getNotAfter().toInstant().toString());
        return details;
    }

    private static Map<String, Object> proxyTls(ProxyTls tls) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("version", tls.version());
        details.put("cipher", tls.cipher());
        details.put("server_name", tls.serverName());
        details.put("application_protocol", tls.applicationProtocol());
        details.put("certificate_name", tls.certificateName());
        return details;
    }

    private static String withColons(String digits) {
        return FINGERPRINT.formatHex(HexFormat.of().parseHex(digits));
    }
}
