package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.ProxyTls;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerDetailsTest {
    private static PeerInfo peer(Optional<ProxyTls> proxyTls) {
        return new PeerInfo(
                "public",
                "rawsocket",
                "203.0.113.9:55555",
                WireFormat.JSON,
                proxyTls.isPresent(),
                Map.of(),
                "",
                "",
                Optional.empty(),
                proxyTls,
                Optional.empty());
    }

    @Test
    void tls_that_ends_at_a_proxy_is_tls_of_the_client_with_the_details_of_the_proxy() {
        ProxyTls tls = new ProxyTls("TLSv1.3", "TLS_AES_256_GCM_SHA384", "router.example", "", "joe");
        assertThat(PeerDetails.of(peer(Optional.of(tls))))
                .containsEntry("is_secure", true)
                .containsEntry("channel_type", "tls")
                .containsEntry("peer_cert", null)
                .containsEntry(
                        "proxy_tls",
                        Map.of(
                                "version",
                                "TLSv1.3",
                                "cipher",
                                "TLS_AES_256_GCM_SHA384",
                                "server_name",
                                "router.example",
                                "application_protocol",
                                "",
                                "certificate_name",
                                "joe"));
    }

    @Test
    void a_client_without_a_proxy_has_no_such_details() {
        assertThat(PeerDetails.of(peer(Optional.empty())))
                .containsEntry("is_secure", false)
                .containsEntry("channel_type", "tcp")
                .containsEntry("proxy_tls", null);
    }
}
