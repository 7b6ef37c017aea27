package io.signalbox.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a host's paths answers a request: 101 stands for a WebSocket, 200 for a file. */
class PathMatchingTest {
    private static final AssemblyBudget LISTINGS = new AssemblyBudget(16 << 20);

    private final TransportCounters counters = new TransportCounters();

    @TempDir
    private Path web;

    @ParameterizedTest
    @CsvSource({
        "/ws, 101",
        "/ws/, 101",
        "/ws?x=1, 101",
        "/ws/?x=1, 101",
        "/ws?, 101",
        "/ws/realm1, 101",
        "/ws/a/b/?x=1#, 400",
        "/ws/a/b?x=/files, 101",
        "/%77s, 101",
        "/ws;a=1, 101",
        "/files/../ws, 400",
        "/x/../ws/, 400",
        "/ws/./a, 400",
        "/ws/., 400",
        "/ws/.., 400",
        "/ws/..;a, 400",
        "/ws/%2e%2e/page.html, 400",
        "/ws/%2E/page.html, 400",
        "/ws/.../a, 101",
        "/ws/..a/.b, 101",
        "/ws/../page.html, 400",
        "/wss, 404",
        "/w, 404",
        "/WS, 404",
        "/ws%2Fa, 400",
        "/ws%5Ca, 400",
        "/ws/%5ca, 400",
        "/ws/x\\a, 400",
        "/ws%25, 404",
        "/ws%00, 400",
        "//ws, 400",
        "/x/ws, 404",
        "/page.html, 200",
        "/files/page.html, 200",
        "/files/ws, 404"
    })
    void a_key_answers_for_its_segment_and_everything_below(String target, int status) throws IOException {
        Files.writeString(web.resolve("page.html"), "page");
        assertAnswer(
                List.of(
                        webSocket("/ws"),
                        StaticFiles.at("/", web, StaticFileSettings.PLAIN, LISTINGS),
                        StaticFiles.at("/files", web, StaticFileSettings.PLAIN, LISTINGS)),
                target,
                status);
    }

    @ParameterizedTest
    @CsvSource({
        "/, 101",
        "/?x=1, 101",
        "/elsewhere, 101",
        "/ws/deep, 101",
        "/files/page.html, 200",
        "/files/none, 404",
        "/files, 301"
    })
    void the_root_answers_for_what_no_other_key_takes(String target, int status) throws IOException {
        Files.writeString(web.resolve("page.html"), "page");
        assertAnswer(
                List.of(webSocket("/"), StaticFiles.at("/files", web, StaticFileSettings.PLAIN, LISTINGS)),
                target,
                status);
    }

    @ParameterizedTest
    @CsvSource({"/, 404", "/ws2, 404", "/ws2/ws, 404", "/ws, 101"})
    void without_a_root_everything_else_is_not_found(String target, int status) throws IOException {
        assertAnswer(List.of(webSocket("/ws")), target, status);
    }

    private void assertAnswer(List<HostPath> paths, String target, int status) throws IOException {
        ListeningPort host = new ListeningPort(TestHost.listener(1, 100), counters, PortProtocols.http(paths));
        host.start();
        try (RawPeer peer = RawPeer.dial(URI.create(host.address()))) {
            assertThat(peer.request(target, "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 " + status + " ");
        } finally {
            host.stop();
        }
    }

    private HostPath webSocket(String path) {
        ConnectionResources connections = new ConnectionResources(
                TestHost.SERIALIZERS,
                new RecordingAcceptor(),
                counters,
                new AssemblyBudget(1 << 20),
                new OutboundBudget(1 << 20, Runnable::run),
                Runnable::run);
        return WebSocketPath.at(
                path,
                "test",
                EnumSet.allOf(WireFormat.class),
                false,
                TestHost.settings(),
                new WebSocketResources(connections, new DeflateMemory(0, counters), "Signalbox-test"));
    }
}
