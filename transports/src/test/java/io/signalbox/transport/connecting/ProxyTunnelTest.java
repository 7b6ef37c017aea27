package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connecting.OpenedConnectionTest.Authority;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections through an HTTP proxy. */
class ProxyTunnelTest {
    private static final String URL = "ws://router.example:8080/ws";

    @TempDir
    private Path folder;

    private ClientSide client;
    private ServerSide proxy;

    @BeforeEach
    void start() throws IOException {
        client = ClientSide.start();
        proxy = new ServerSide();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        proxy.close();
    }

    private CompletableFuture<WampConnection> connect(Optional<HttpProxy.Credentials> credentials) {
        RouterUrl url = RouterUrl.parse(URL);
        HttpProxy through = new HttpProxy("127.0.0.1", proxy.port(), credentials);
        return client.transport(
                        ClientSide.settings(url, url.endpoint(), ClientSide.PATIENT_MILLIS, Optional.of(through)))
                .connect();
    }

    @Test
    void the_proxy_is_asked_for_the_router_and_resolves_its_name() throws IOException {
        CompletableFuture<WampConnection> attempt =
                connect(Optional.of(new HttpProxy.Credentials("Aladdin", "open sesame")));
        try (RawPeer peer = proxy.accept()) {
            assertThat(peer.readHead())
                    .startsWith("CONNECT router.example:8080 HTTP/1.1\r\n")
                    .contains("\r\nHost: router.example:8080\r\n")
                    .contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
            ServerSide.write(peer, "HTTP/1.1 200 Connection established\r\n\r\n");
            String request = peer.readHead();
            assertThat(request).startsWith("GET /ws HTTP/1.1\r\n").doesNotContain("Proxy-Authorization");
            ServerSide.write(peer, TestClient.answer(request));
            assertThat(attempt.join().peer().transport()).isEqualTo("websocket");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            HTTP/1.1 407 Authenticate~~ | answered 407 Proxy Authentication Required - set user and password of the proxy
            HTTP/1.1 403 Forbidden~~    | answered 403 Forbidden - permit the address of the router
            HTTP/1.1 502 Bad Gateway~~  | answered 502 Bad Gateway - start the router, or correct host and port
            SSH-2.0-OpenSSH_9.2~        | did not answer in HTTP
            """)
    void an_answer_without_a_tunnel_is_explained(String answer, String problem) throws IOException {
        CompletableFuture<WampConnection> attempt = connect(Optional.empty());
        try (RawPeer peer = proxy.accept()) {
            assertThat(peer.readHead()).doesNotContain("Proxy-Authorization");
            ServerSide.write(peer, answer.replace("~", "\r\n"));
            assertThat(peer.atEnd()).isTrue();
        }
        ConnectFailure failure = FailedAttemptTest.failure(attempt);
        assertThat(failure.kind()).isEqualTo(Kind.PROXY);
        assertThat(failure)
                .hasMessageStartingWith(
                        URL + " cannot be reached through the proxy 127.0.0.1:" + proxy.port() + ", which " + problem);
        client.awaitNothingLeft();
    }

    @Test
    void a_proxy_that_closes_or_does_not_listen_is_named() throws IOException {
        CompletableFuture<WampConnection> attempt = connect(Optional.empty());
        try (RawPeer peer = proxy.accept()) {
            peer.readHead();
        }
        assertThat(FailedAttemptTest.failure(attempt))
                .hasMessageContaining("which closed the connection before it answered");
        proxy.close();
        ConnectFailure refused = FailedAttemptTest.failure(connect(Optional.empty()));
        assertThat(refused.kind()).isEqualTo(Kind.PROXY);
        assertThat(refused)
                .hasMessageContaining("no process listens at the proxy at 127.0.0.1:" + proxy.port()
                        + " - start the proxy, or correct 'proxy'");
        client.awaitNothingLeft();
    }

    @Test
    void tls_through_a_proxy_checks_the_name_of_the_router() throws Exception {
        Authority authority = Authority.in(folder);
        try (RouterSide router = new RouterSide(
                        TestHost.listener(1, 100),
                        authority.listener("router.example"),
                        EnumSet.allOf(WireFormat.class));
                Forwarder forwarder = new Forwarder(router.port())) {
            Endpoint.Tcp endpoint = new Endpoint.Tcp(
                    "router.example",
                    443,
                    OptionalInt.empty(),
                    Optional.of(ConnectingTlsSettings.trusting(List.of(authority.file()))));
            ConnectingSettings settings = ClientSide.settings(
                    RouterUrl.parse("wss://router.example/ws"),
                    endpoint,
                    ClientSide.PATIENT_MILLIS,
                    Optional.of(new HttpProxy("127.0.0.1", forwarder.port(), Optional.empty())));
            WampConnection connection = client.transport(settings).connect().join();
            assertThat(connection.peer().secure()).isTrue();
        }
    }

    /** Forwards one connection to a port, whatever router it is asked for. */
    private static final class Forwarder implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0);
        private final int target;

        Forwarder(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            try (Socket accepted = socket.accept();
                    Socket router = new Socket("127.0.0.1", target)) {
                RawPeer peer = RawPeer.over(accepted, false);
                peer.readHead();
                ServerSide.write(peer, "HTTP/1.1 200 OK\r\n\r\n");
                Thread back = Thread.ofVirtual().start(() -> pump(router, accepted));
                pump(accepted, router);
                back.join();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException e) {
                // One of both sides has closed, which the other side notices.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
