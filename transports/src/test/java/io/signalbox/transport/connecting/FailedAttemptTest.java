package io.signalbox.transport.connecting;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts that fail: each has one failure that says what happened and what to do, and leaves nothing behind. */
class FailedAttemptTest {
    /** Long enough for the connection, and short enough to wait for. */
    private static final long SHORT_MILLIS = 500;

    /** Unexpected message, fatal (RFC 8446 section 6, Alert Protocol). */
    private static final String TLS_ALERT = "\u0015\u0003\u0003\u0000\u0002\u0002\n";

    @TempDir
    private Path folder;

    private ClientSide client;
    private ServerSide server;

    @BeforeEach
    void start() throws IOException {
        client = ClientSide.start();
        server = new ServerSide();
    }

    @AfterEach
    void checkThatNothingIsLeft() throws IOException {
        client.awaitNothingLeft();
        server.close();
        client.close();
    }

    static ConnectFailure failure(CompletableFuture<WampConnection> attempt) {
        CompletionException ended = catchThrowableOfType(CompletionException.class, attempt::join);
        assertThat(ended).hasCauseInstanceOf(ConnectFailure.class);
        return (ConnectFailure) ended.getCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "rs", "rss"})
    void a_port_without_a_process_is_named(String scheme) throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            int port = closed.port();
            ConnectFailure failure =
                    failure(client.transport(scheme + "://127.0.0.1:" + port).connect());
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure)
                    .hasMessage(scheme + "://127.0.0.1:" + port
                            + " cannot be connected to: no process listens at 127.0.0.1:" + port
                            + " - start the router, or correct host and port");
        }
    }

    @Test
    void attempts_and_failed_ones_are_counted_and_canceled_ones_have_not_failed() throws IOException {
        try (ClosedPort closed = new ClosedPort()) {
            failure(client.transport("ws://127.0.0.1:" + closed.port()).connect());
            failure(client.transport("rs://127.0.0.1:" + closed.port()).connect());
        }
        ConnectingTransport silent = client.transport(server.url("ws"));
        CompletableFuture<WampConnection> stopped = silent.connect();
        CompletableFuture<WampConnection> canceled = silent.connect();
        canceled.cancel(false);
        silent.stop();
        assertThat(failure(stopped).kind()).isEqualTo(Kind.CANCELED);
        assertThat(client.counters.connectAttempts.sum()).isEqualTo(4);
        // A failure is counted by the thread that has completed the future.
        await().untilAsserted(
                        () -> assertThat(client.counters.connectsFailed.sum()).isEqualTo(2));
    }

    @Test
    void a_host_without_an_address_is_named() throws IOException {
        try (ClientSide nameless = ClientSide.start(host -> {
            throw new UnknownHostException(host);
        })) {
            ConnectFailure failure =
                    failure(nameless.transport("wss://router.example/ws").connect());
            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
            assertThat(failure)
                    .hasMessage(
                            "wss://router.example/ws cannot be connected to: the host 'router.example' has no address"
                                    + " - correct the host, or the name service of this machine");
        }
    }

    @Test
    void a_host_without_an_address_of_the_wanted_version_is_named() {
        RouterUrl url = RouterUrl.parse("ws://127.0.0.1:1/");
        Endpoint.Tcp endpoint = new Endpoint.Tcp("127.0.0.1", 1, OptionalInt.of(6), Optional.empty());
        ConnectingSettings settings = ClientSide.settings(url, endpoint, ClientSide.PATIENT_MILLIS, Optional.empty());
        ConnectFailure failure = failure(client.transport(settings).connect());
        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
        assertThat(failure).hasMessageContaining("has no address of IPv6 - ");
    }

    @Test
    void a_name_service_that_does_not_answer_ends_with_the_time_of_the_attempt() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (ClientSide waiting = ClientSide.start(host -> {
            awaitQuietly(over);
            return new InetAddress[0];
        })) {
            ConnectFailure failure =
                    failure(waiting.transport(ClientSide.settings("ws://router.example/", SHORT_MILLIS))
                            .connect());
            assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
            assertThat(failure)
                    .hasMessage(
                            "ws://router.example/ is not connected within 500 ms: it waits for the address of the host"
                                    + " - correct host and port, look at the router and the firewall, or raise 'timeout'");
        } finally {
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss", "rs", "rss"})
    void a_silent_server_is_left_when_the_time_is_over(String scheme) throws IOException {
        Connector transport = client.transport(ClientSide.settings(server.url(scheme), SHORT_MILLIS));
        CompletableFuture<WampConnection> attempt = transport.connect();
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure).hasMessageContaining(" is not connected within 500 ms: it waits for the ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            401 Unauthorized        | 401 | give the credentials that the server or its proxy demands
            403 Forbidden           | 403 | permit this client in the access rules of the server
            404 Not Found           | 404 | correct the path of the URL
            426 Upgrade Required    | 426 | let every proxy on the way forward the headers Upgrade and Connection
            429 Too Many Requests   | 429 | open fewer connections, or raise the limit of the server
            503 Service Unavailable | 503 | wait until the server is ready, or look in the log of the server
            500 Server Error        | 500 | look for the reason in the log of the server
            200 OK                  | 200 | correct the path of the URL: this path serves no WebSocket
            """)
    void a_status_is_named_with_its_remedy(String line, int status, String remedy) throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url("ws")).connect();
        try (RawPeer peer = server.accept()) {
            peer.readHead();
            ServerSide.write(peer, "HTTP/1.1 " + line + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(peer.atEnd()).isTrue();
        }
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
        assertThat(failure.httpStatus()).isEqualTo(status);
        assertThat(failure)
                .hasMessageStartingWith(server.url("ws") + " answered " + status)
                .hasMessageContaining("to the WebSocket handshake - " + remedy);
    }

    @Test
    void a_redirect_is_named_and_not_followed() throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url("ws")).connect();
        try (RawPeer peer = server.accept()) {
            peer.readHead();
            ServerSide.write(peer, "HTTP/1.1 301 Moved\r\nLocation: wss://router.example/ws\r\n\r\n");
            assertThat(peer.atEnd()).isTrue();
        }
        ConnectFailure failure = failure(attempt);
        assertThat(failure.httpStatus()).isEqualTo(301);
        assertThat(failure)
                .hasMessageContaining("a redirect to wss://router.example/ws - set the URL to that address if");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ws  | SSH-2.0-OpenSSH_9.2~   | PROTOCOL | did not answer in HTTP
            ws  | {alert} | PROTOCOL | answered in TLS
            wss | SSH-2.0-OpenSSH_9.2~   | TLS      | does not answer in TLS - use a URL without TLS
            rs  | HTTP/1.1 400 Bad~~     | PROTOCOL | answered in HTTP - name a port with a RawSocket server
            rs  | SSH-2.0-OpenSSH_9.2~   | PROTOCOL | did not answer in RawSocket
            rs  | {alert} | PROTOCOL | answered in TLS
            rss | HTTP/1.1 400 Bad~~     | TLS      | does not answer in TLS - use a URL without TLS
            """)
    void a_server_of_another_protocol_is_named(String scheme, String answer, Kind kind, String problem)
            throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url(scheme)).connect();
        try (RawPeer peer = server.accept()) {
            ServerSide.write(peer, answer.replace("~", "\r\n").replace("{alert}", TLS_ALERT));
            assertThat(peer.atEnd()).isTrue();
        }
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(server.url(scheme) + " " + problem);
    }

    @ParameterizedTest
    @CsvSource({"ws, CLOSED", "rs, CLOSED", "wss, TLS"})
    void a_server_that_closes_during_the_handshake_is_named(String scheme, Kind kind) throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url(scheme)).connect();
        server.accept().close();
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isIn(kind, Kind.CLOSED);
        assertThat(failure).hasMessageStartingWith(server.url(scheme) + " ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "7f200000, PROTOCOL, does not accept messages of 16777216 bytes",
        "7f300000, PROTOCOL, refused the RawSocket handshake with the error code 3",
        "7f400000, BUSY, has no room for another connection",
        "7ff20000, PROTOCOL, answered the RawSocket handshake with another serializer",
        "7ff10001, PROTOCOL, answered the RawSocket handshake with another serializer"
    })
    void a_refusal_of_rawsocket_is_explained(String answer, Kind kind, String problem) throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url("rs"), WireFormat.JSON).connect();
        try (RawPeer peer = server.accept()) {
            peer.write(HexFormat.of().parseHex(answer));
            assertThat(peer.atEnd()).isTrue();
        }
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(problem);
    }

    @Test
    void a_router_that_refuses_each_serializer_is_named_with_all_refusals() throws IOException {
        CompletableFuture<WampConnection> attempt = client.transport(server.url("rs"), WireFormat.CBOR, WireFormat.JSON)
                .connect();
        for (int serializer : new int[] {3, 1}) {
            try (RawPeer peer = server.accept()) {
                assertThat(peer.readOctets(4)).containsExactly(0x7F, 0xF0 | serializer, 0, 0);
                peer.write(new byte[] {0x7F, 0x10, 0, 0});
                assertThat(peer.atEnd()).isTrue();
            }
        }
        ConnectFailure failure = failure(attempt);
        assertThat(failure.kind()).isEqualTo(Kind.SERIALIZER);
        assertThat(failure).hasMessageContaining("does not accept the serializer json - offer a serializer");
        assertThat(failure.getSuppressed()).singleElement().satisfies(earlier -> assertThat(earlier)
                .hasMessageContaining("does not accept the serializer cbor"));
    }

    @Test
    void a_socket_file_is_missing_or_without_a_process() throws IOException {
        Path missing = folder.resolve("missing");
        ConnectFailure noFile =
                failure(client.transport("ws+unix:" + missing + ":/ws").connect());
        assertThat(noFile.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(noFile)
                .hasMessage("ws+unix:" + missing + ":/ws cannot be connected to: there is no socket " + missing
                        + " - start the router, or correct the path");
        Path dead = folder.resolve("dead");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(dead));
        }
        assertThat(Files.exists(dead)).isTrue();
        ConnectFailure noProcess = failure(client.transport("rs+unix:" + dead).connect());
        assertThat(noProcess.kind()).isEqualTo(Kind.REFUSED);
        assertThat(noProcess).hasMessageContaining("no process listens at " + dead);
    }

    @Test
    void a_canceled_attempt_closes_its_socket() throws IOException {
        CompletableFuture<WampConnection> attempt =
                client.transport(server.url("ws")).connect();
        try (RawPeer peer = server.accept()) {
            peer.readHead();
            attempt.cancel(false);
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(attempt).isCancelled();
    }

    @Test
    void a_transport_that_stops_ends_its_attempts() throws IOException {
        ConnectingTransport transport = client.transport(server.url("rs"));
        CompletableFuture<WampConnection> attempt = transport.connect();
        try (RawPeer peer = server.accept()) {
            transport.stop();
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(failure(attempt).kind()).isEqualTo(Kind.CANCELED);
        assertThat(failure(transport.connect()).kind()).isEqualTo(Kind.CANCELED);
    }

    @Test
    void many_failed_attempts_leave_nothing() throws IOException {
        ConnectingTransport transport = client.transport("wss://127.0.0.1:" + server.port() + "/");
        for (int i = 0; i < 50; i++) {
            CompletableFuture<WampConnection> attempt = transport.connect();
            try (RawPeer peer = server.accept()) {
                ServerSide.write(peer, "no TLS at all\r\n");
                assertThat(peer.atEnd()).isTrue();
            }
            assertThat(failure(attempt).kind()).isEqualTo(Kind.TLS);
        }
        await().until(() -> client.counters.opened.sum() == client.counters.closed.sum());
    }
}
