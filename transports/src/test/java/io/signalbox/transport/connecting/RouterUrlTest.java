package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs of routers, and settings that contradict them. */
class RouterUrlTest {
    @ParameterizedTest
    @CsvSource({
        "ws://host/ws?a=b, true, false, host, 80, /ws",
        "WSS://host, true, true, host, 443, ''",
        "ws://[::1]:8080/, true, false, ::1, 8080, /",
        "rs://host:8081, false, false, host, 8081, ''",
        "rss://10.0.0.1:8081/, false, true, 10.0.0.1, 8081, /"
    })
    void a_url_over_tcp_has_a_host_a_port_and_a_path(
            String text, boolean isWebSocket, boolean isEncrypted, String host, int port, String path) {
        RouterUrl url = RouterUrl.parse(text);
        assertThat(url.isWebSocket()).isEqualTo(isWebSocket);
        assertThat(url.isEncrypted()).isEqualTo(isEncrypted);
        assertThat(url.endpoint())
                .isEqualTo(new Endpoint.Tcp(
                        host,
                        port,
                        OptionalInt.empty(),
                        isEncrypted ? Optional.of(ConnectingTlsSettings.defaults()) : Optional.empty()));
        assertThat(url.handshakeUri().getRawPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "ws+unix:/run/router.sock:/ws, true, /run/router.sock, /ws",
        "ws+unix:/run/router.sock, true, /run/router.sock, /",
        "rs+unix:run/router.sock, false, run/router.sock, ''",
        "unix:/run/a:b.sock, false, /run/a:b.sock, ''"
    })
    void a_url_of_a_unix_domain_socket_has_a_file(String text, boolean isWebSocket, Path file, String path) {
        RouterUrl url = RouterUrl.parse(text);
        assertThat(url.isWebSocket()).isEqualTo(isWebSocket);
        assertThat(url.isEncrypted()).isFalse();
        assertThat(url.endpoint()).isEqualTo(new Endpoint.Unix(file));
        assertThat(url.handshakeUri().getRawPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            http://host/            | is no URL of a router
            localhost               | is no URL of a router
            ws:///x                 | names no host
            ws://a b/               | is no URL: Illegal character
            ws://user@host/         | has a user or a fragment
            ws://host/#x            | has a user or a fragment
            ws://host:0/            | has the port 0, not 1 to 65535
            rs://host               | names no port, and RawSocket has no usual one
            rs://host:1/x           | has a path, which RawSocket has not
            ws+unix:                | names no file of a socket
            unix://run/router.sock  | names no file of a socket
            """)
    void another_text_is_refused_with_the_forms(String text, String problem) {
        assertThatThrownBy(() -> RouterUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' " + problem)
                .hasMessageContaining(" - write ws://host:8080/ws, wss://host/ws, rs://host:8081");
    }

    @Test
    void a_url_and_an_endpoint_that_contradict_each_other_are_refused() {
        RouterUrl encrypted = RouterUrl.parse("wss://host/");
        assertThatThrownBy(() -> ClientSide.settings(encrypted, Endpoint.Tcp.of("host", 443), 1, Optional.empty()))
                .hasMessage("'wss://host/' and the endpoint differ in TLS: add 'tls' to the endpoint, or use ws or rs");
        RouterUrl clear = RouterUrl.parse("ws://host/");
        assertThatThrownBy(() -> ClientSide.settings(clear, encrypted.endpoint(), 1, Optional.empty()))
                .hasMessage("'ws://host/' and the endpoint differ in TLS: use wss or rss");
        assertThatThrownBy(() -> new ConnectingSettings(
                        "client",
                        clear.endpoint(),
                        1,
                        Optional.of(clear),
                        ClientSide.protocol(RouterUrl.parse("rs://host:1"), List.of(WireFormat.JSON)),
                        Optional.empty(),
                        0,
                        false))
                .hasMessageContaining("is the URL of another protocol than RawSocket");
        RouterUrl unix = RouterUrl.parse("ws+unix:/s");
        HttpProxy proxy = new HttpProxy("proxy", 3128, Optional.empty());
        assertThatThrownBy(() -> ClientSide.settings(unix, unix.endpoint(), 1, Optional.of(proxy)))
                .hasMessageContaining("cannot be reached through a proxy: remove 'proxy'");
        assertThatThrownBy(() -> ClientSide.settings(clear, clear.endpoint(), 0, Optional.empty()))
                .hasMessageContaining("the timeout is 0 ms, not 1 or more");
    }

    @Test
    void a_password_of_a_proxy_is_not_printed() {
        HttpProxy proxy = new HttpProxy("proxy", 3128, Optional.of(new HttpProxy.Credentials("user", "secret")));
        assertThat(proxy.toString()).contains("user").doesNotContain("secret");
    }
}
