package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.LogLines;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections through an HTTP proxy, which is the server of the test. */
class ConnectionProxyTest {
    /** A host that only a proxy could know. */
    private static final String URL = "ws://feed.invalid:8080/ws?token=secret";

    private static final String CREDENTIALS = ", \"user\": \"Aladdin\", \"password\": \"open sesame\"";

    @TempDir
    private Path directory;

    @AutoClose
    private WebSocketServer proxy = new WebSocketServer();

    private ConnectionScene start(String remote, String ofProxy) throws IOException {
        return ConnectionScene.startManaged(
                directory,
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}",
                ConnectionScene.item(
                        "feed",
                        URL,
                        ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}",
                        ", \"http_proxy\": {\"host\": \"127.0.0.1\", \"port\": " + proxy.port() + ofProxy + "}",
                        remote.equals("wamp") ? ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\"" : ""));
    }

    private static JsonNode status(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "feed")
                .args()
                .path(0)
                .path("status");
    }

    private static void assertConnect(WebSocketServer.Request connect) {
        assertThat(connect.head()).startsWith("CONNECT feed.invalid:8080 HTTP/1.1\r\n");
        assertThat(connect.header("Host")).isEqualTo("feed.invalid:8080");
    }

    @Test
    void messages_pass_the_tunnel_of_a_proxy_without_credentials() throws Exception {
        try (ConnectionScene scene = start("websocket", "")) {
            WebSocketServer.Request connect = proxy.request();
            assertConnect(connect);
            assertThat(connect.header("Proxy-Authorization")).isEmpty();
            WebSocketServer.Request request = connect.tunnel();
            assertThat(request.head()).startsWith("GET /ws?token=secret HTTP/1.1\r\n");
            assertThat(request.header("Host")).isEqualTo("feed.invalid:8080");
            try (RawPeer peer = request.welcome()) {
                scene.send("hello");
                assertThat(peer.read().text()).isEqualTo("hello");
                assertThat(status(scene).path("state").asText()).isEqualTo("open");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"websocket", "wamp"})
    void the_credentials_are_for_the_proxy_and_not_for_the_server(String remote) throws Exception {
        try (LogLines log = new LogLines("io.signalbox")) {
            try (ConnectionScene scene = start(remote, CREDENTIALS)) {
                WebSocketServer.Request connect = proxy.request();
                assertConnect(connect);
                assertThat(connect.header("Proxy-Authorization")).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
                WebSocketServer.Request request = connect.tunnel();
                assertThat(request.head()).startsWith("GET /ws?token=secret HTTP/1.1\r\n");
                assertThat(request.header("Proxy-Authorization")).isEmpty();
                assertThat(status(scene).path("state").asText()).isEqualTo("connecting");
                request.peer().close();
            }
            assertThat(log.all()).noneMatch(line -> line.contains("sesame") || line.contains("QWxhZGRpb"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            websocket | 407 Authenticate | answered 407 Proxy Authentication Required - set user and password of the proxy
            wamp      | 407 Authenticate | answered 407 Proxy Authentication Required - set user and password of the proxy
            websocket | 403 Forbidden    | answered 403 Forbidden - permit the address of the router in the access rules
            wamp      | 502 Bad Gateway  | answered 502 Bad Gateway - start the router, or correct host and port
            """)
    void a_proxy_that_refuses_is_named_with_its_answer_and_asked_again(String remote, String answer, String why)
            throws Exception {
        String problem = " cannot be reached through the proxy 127.0.0.1:" + proxy.port() + ", which " + why;
        try (LogLines log = new LogLines("io.signalbox");
                ConnectionScene scene = start(remote, CREDENTIALS)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                WebSocketServer.Request connect = proxy.request();
                assertConnect(connect);
                connect.refuse(answer);
                assertThat(connect.peer().atEnd()).isTrue();
            }
            Patience.await()
                    .until(() -> status(scene).path("last_error").asText().contains(problem));
            assertThat(status(scene).path("state").asText()).isIn("connecting", "waiting");
            assertThat(scene.counter("outgoingOpen")).isZero();
            assertThat(log.all())
                    .anySatisfy(
                            line -> assertThat(line).contains("connection=feed", "ws://feed.invalid:8080/ws", problem))
                    .noneMatch(line -> line.contains("sesame") || line.contains("secret"));
        }
    }

    @Test
    void a_proxy_that_does_not_listen_is_named_and_found_later() throws Exception {
        int port = proxy.port();
        proxy.close();
        try (ConnectionScene scene = start("websocket", "")) {
            Patience.await().until(() -> status(scene)
                    .path("last_error")
                    .asText()
                    .contains("no process listens at the proxy at 127.0.0.1:" + port));
            proxy = new WebSocketServer(port);
            WebSocketServer.Request connect = proxy.request();
            assertConnect(connect);
            try (RawPeer peer = connect.tunnel().welcome()) {
                peer.sendText("hello");
                Patience.await().until(() -> scene.counter("outgoingMessagesReceived") == 1);
            }
        }
    }
}
