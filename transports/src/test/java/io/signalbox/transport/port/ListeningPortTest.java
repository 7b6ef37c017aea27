package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.http.StaticFileSettings;
import io.signalbox.transport.http.StaticFiles;
import io.signalbox.transport.outbox.OutboundBudget;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningPortTest {
    @TempDir
    private Path directory;

    @Test
    void a_port_in_use_is_named_with_the_remedy() throws IOException {
        try (TestHost first = TestHost.start()) {
            int port = first.uri().getPort();
            ListeningPort second = new ListeningPort(
                    ListenerSettings.of("public", ListeningAddress.Tcp.of("127.0.0.1", port)),
                    new TransportCounters(),
                    PortProtocols.http(List.of()));
            assertThatIOException()
                    .isThrownBy(second::start)
                    .withMessage("listener 'public': cannot listen on 127.0.0.1:" + port
                            + ": Address already in use - stop the process that uses this port, or set another 'port'");
        }
    }

    @Test
    void the_address_names_the_port_that_was_bound() throws IOException {
        try (TestHost node = TestHost.start()) {
            assertThat(node.host.address()).matches("ws://127\\.0\\.0\\.1:[1-9]\\d+/ws");
            assertThat(node.host.id()).isEqualTo("test");
        }
    }

    @Test
    void static_files_are_served_beside_websockets_and_not_listed() throws Exception {
        Files.writeString(directory.resolve("index.html"), "<p>welcome</p>");
        Files.createDirectory(directory.resolve("empty"));
        Path secret = directory.resolveSibling("secret-" + directory.getFileName());
        Files.writeString(secret, "not for the web");
        ListeningPort host = new ListeningPort(
                TestHost.listener(1, 100),
                new TransportCounters(),
                PortProtocols.http(List.of(
                        StaticFiles.at("/", directory, StaticFileSettings.PLAIN, new AssemblyBudget(1 << 20)),
                        StaticFiles.at("/files", directory, StaticFileSettings.PLAIN, new AssemblyBudget(1 << 20)))));
        host.start();
        try {
            assertThat(host.address()).startsWith("http://127.0.0.1:").endsWith("/");
            assertThat(get(host, "").body()).isEqualTo("<p>welcome</p>");
            assertThat(get(host, "files/index.html").body()).isEqualTo("<p>welcome</p>");
            assertThat(get(host, "files/").headers().firstValue("content-type")).hasValue("text/html");
            assertThat(get(host, "empty/").statusCode()).isIn(403, 404);
            assertThat(get(host, "nothing.html").statusCode()).isEqualTo(404);
            assertThat(get(host, "files/%2e%2e/" + secret.getFileName()).body()).doesNotContain("not for the web");
        } finally {
            host.stop();
            Files.delete(secret);
        }
    }

    @Test
    void beyond_the_connections_allowed_requests_are_refused() throws IOException {
        try (TestHost node = new TestHost(
                TestHost.settings(),
                new RecordingAcceptor(),
                TestHost.listener(1, 3),
                new AssemblyBudget(1 << 20),
                new OutboundBudget(1 << 20, Runnable::run))) {
            List<RawPeer> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(RawPeer.open(node.uri(), "wamp.2.json"));
            }
            assertThatIOException()
                    .isThrownBy(() -> RawPeer.open(node.uri(), "wamp.2.json"))
                    .withMessageContaining("HTTP/1.1 503 ");
            assertThat(node.counters.connectionsRefused.sum()).isEqualTo(1);
            node.accepted(2);
            assertThat(node.acceptor.accepted()).hasSize(3);
            open.remove(0).close();
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> open.add(RawPeer.open(node.uri(), "wamp.2.json")));
            for (RawPeer peer : open) {
                peer.close();
            }
        }
    }

    @Test
    void beyond_those_that_are_told_so_connections_are_closed_at_once() throws IOException {
        try (TestHost node = new TestHost(
                TestHost.settings(),
                new RecordingAcceptor(),
                TestHost.listener(1, 1),
                new AssemblyBudget(1 << 20),
                new OutboundBudget(1 << 20, Runnable::run))) {
            List<RawPeer> open = new ArrayList<>();
            RawPeer allowed = RawPeer.open(node.uri(), "wamp.2.json");
            for (int i = 0; i < RoundConnector.MAX_ANSWERED + 1; i++) {
                open.add(RawPeer.dial(node.uri()));
            }
            await().until(() -> node.counters.connectionsRefused.sum() == 1);
            // The node opens connections on several threads: any of them may be the last.
            int closed = 0;
            for (RawPeer peer : open) {
                String answer = answerOf(peer);
                closed += answer.isEmpty() ? 1 : 0;
                assertThat(answer).matches("(?s)|HTTP/1.1 503 .*");
            }
            assertThat(closed).isEqualTo(1);
            open.add(allowed);
            for (RawPeer peer : open) {
                peer.close();
            }
        }
    }

    /** Returns the answer to a request, empty if the connection is closed. */
    private static String answerOf(RawPeer peer) {
        try {
            return peer.exchange("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
        } catch (EOFException | SocketException closed) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_socket_that_asks_for_nothing_is_cut() throws IOException {
        try (TestHost node = startImpatient(500);
                RawPeer peer = RawPeer.dial(node.uri())) {
            peer.write("GET /ws HTTP/1.1\r\nHost: sl".getBytes());
            assertThat(peer.atEnd()).isTrue();
            assertThat(node.counters.handshakesTimedOut.sum()).isEqualTo(1);
        }
    }

    @Test
    void an_open_websocket_outlives_the_time_for_its_handshake() throws IOException {
        try (TestHost node = startImpatient(800);
                RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json");
                RawPeer silent = RawPeer.dial(node.uri())) {
            node.acceptor.echo();
            assertThat(silent.atEnd()).isTrue();
            peer.sendText("[16,1,{},\"a.b\"]");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void a_host_that_stops_accepting_keeps_what_is_open() throws IOException {
        try (TestHost node = TestHost.start();
                RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            node.acceptor.echo();
            URI uri = node.uri();
            node.host.stopAccepting();
            assertThatThrownBy(() -> RawPeer.open(uri, "wamp.2.json")).isInstanceOf(IOException.class);
            peer.sendText("[16,1,{},\"a.b\"]");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void what_is_closed_right_before_the_host_stops_is_told_so() throws IOException {
        try (TestHost node = TestHost.start()) {
            List<RawPeer> open = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                open.add(RawPeer.open(node.uri(), "wamp.2.json"));
            }
            node.accepted(49);
            node.acceptor.accepted().forEach(one -> one.connection().close(CloseReason.SHUTDOWN));
            node.host.stop();
            for (RawPeer peer : open) {
                assertThat(peer.readClose().closeCode()).isEqualTo(1001);
                peer.close();
            }
        }
    }

    @Test
    void stopping_cuts_what_is_open_and_frees_the_port() throws IOException {
        TestHost node = TestHost.start();
        int port = node.uri().getPort();
        List<RawPeer> open = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            open.add(RawPeer.open(node.uri(), "wamp.2.json"));
        }
        node.accepted(19);
        long before = System.nanoTime();
        node.host.stop();
        // Far less than what is waited for idle connections.
        assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
        for (RawPeer peer : open) {
            assertThat(peer.atEnd()).isTrue();
        }
        await().untilAsserted(
                        () -> assertThat(node.acceptor.accepted()).hasSize(20).allSatisfy(one -> assertThat(one.ends())
                                .hasSize(1)));
        ListeningPort next = new ListeningPort(
                ListenerSettings.of("next", ListeningAddress.Tcp.of("127.0.0.1", port)),
                new TransportCounters(),
                PortProtocols.http(List.of()));
        next.start();
        next.stop();
        next.stop();
    }

    private static TestHost startImpatient(long handshakeTimeoutMillis) throws IOException {
        return new TestHost(
                TestHost.settings(),
                new RecordingAcceptor(),
                TestHost.listener(1, 100, handshakeTimeoutMillis),
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run));
    }

    private static HttpResponse<String> get(ListeningPort host, String path) throws IOException, InterruptedException {
        URI uri = URI.create(host.address() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
