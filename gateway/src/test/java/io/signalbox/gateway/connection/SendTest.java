package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that sessions of a realm send over a connection. */
class SendTest {
    @TempDir
    private Path directory;

    @AutoClose
    private final WebSocketServer server = new WebSocketServer();

    private ConnectionScene start(String... members) throws IOException {
        return ConnectionScene.start(directory, ConnectionScene.item("feed", server.url(), members));
    }

    private static void assertFails(String uri, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                .isEqualTo(uri));
    }

    @Test
    void a_call_sends_a_text_and_returns_the_socket_without_waiting_for_the_server() throws Exception {
        try (ConnectionScene scene = start();
                RawPeer peer = server.accept()) {
            CallResult result = scene.send("My message");
            assertThat(result.args().path(0).path("slot").asInt()).isZero();
            RawPeer.Frame frame = peer.read();
            assertThat(frame.firstByte() & 0xF).isEqualTo(RawPeer.TEXT);
            assertThat(frame.text()).isEqualTo("My message");
        }
    }

    @Test
    void bytes_are_a_binary_frame_and_the_caller_may_say_which_frame_it_is() throws Exception {
        try (ConnectionScene scene = start();
                RawPeer peer = server.accept()) {
            scene.send(new byte[] {1, 2, (byte) 0xFF});
            WampSession session = scene.session();
            session.newCall("ws.feed.send")
                    .kwarg("data", "a")
                    .kwarg("binary", true)
                    .await();
            session.call("ws.feed.send", Map.of("data", new byte[] {'b'}, "binary", false));
            session.newCall("ws.feed.send").kwarg("data", "c").await();
            assertFrame(peer, RawPeer.BINARY, 1, 2, 0xFF);
            assertFrame(peer, RawPeer.BINARY, 'a');
            assertFrame(peer, RawPeer.TEXT, 'b');
            assertFrame(peer, RawPeer.TEXT, 'c');
        }
    }

    private static void assertFrame(RawPeer peer, int opcode, int... payload) throws IOException {
        RawPeer.Frame frame = peer.read();
        assertThat(frame.firstByte() & 0xF).isEqualTo(opcode);
        assertThat(IntStream.range(0, frame.payload().length).map(i -> frame.payload()[i] & 0xFF))
                .containsExactly(IntStream.of(payload).boxed().toArray(Integer[]::new));
    }

    @Test
    void an_event_of_the_topic_is_sent() throws Exception {
        try (ConnectionScene scene = start(", \"send\": {\"topic\": \"app.out\", \"procedure\": \"app.send\"}");
                RawPeer peer = server.accept()) {
            scene.awaitProcedure("app.send");
            scene.awaitTopic("app.out");
            Patience.await().until(() -> scene.counter("outgoingOpened") > 0);
            scene.session().publish("app.out", "first");
            scene.session().newPublication("app.out").kwarg("data", "second").send();
            assertThat(peer.read().text()).isEqualTo("first");
            assertThat(peer.read().text()).isEqualTo("second");
            scene.session().publish("app.out", 7);
            Patience.await().until(() -> scene.counter("messagesUnsent") == 1);
        }
    }

    @Test
    void with_the_data_format_json_any_value_is_sent() throws Exception {
        try (ConnectionScene scene = start(", \"data_format\": \"json\"");
                RawPeer peer = server.accept()) {
            scene.send(Map.of("data", List.of(1, 2.5, "x")));
            scene.send("text");
            assertThat(peer.read().text()).isEqualTo("{\"data\":[1,2.5,\"x\"]}");
            assertThat(peer.read().text()).isEqualTo("\"text\"");
        }
    }

    @Test
    void what_is_no_message_is_refused() throws Exception {
        try (ConnectionScene scene = start(", \"max_message_size\": 512");
                RawPeer peer = server.accept()) {
            scene.send("fine");
            WampSession session = scene.session();
            for (Object wrong : List.of(7, List.of("a"), Map.of("data", 1), "x".repeat(513))) {
                assertFails("wamp.error.invalid_argument", () -> session.call("ws.feed.send", wrong));
            }
            assertFails("wamp.error.invalid_argument", () -> session.call("ws.feed.send"));
            assertFails("wamp.error.invalid_argument", () -> session.newCall("ws.feed.send")
                    .kwarg("data", new byte[] {(byte) 0xFF})
                    .kwarg("binary", false)
                    .await());
            assertThat(peer.read().text()).isEqualTo("fine");
        }
    }

    @Test
    void a_connection_that_is_not_active_opens_no_socket_and_sends_nothing() throws Exception {
        try (ConnectionScene scene = ConnectionScene.start(
                directory,
                ConnectionScene.item("feed", server.url(), ", \"active\": false"),
                ConnectionScene.item("other", server.url() + "/other"))) {
            scene.awaitProcedure("ws.feed.send");
            assertFails(
                    "signalbox.error.connection_inactive", () -> scene.session().call("ws.feed.send", "hi"));
            scene.awaitTopic("ws.feed.out");
            scene.session().publish("ws.feed.out", "hi");
            Patience.await().until(() -> scene.counter("messagesUnsent") == 1);
            // The active connection is the only one that has come.
            try (RawPeer other = server.request().welcome()) {
                Patience.await().until(() -> scene.counter("outgoingOpened") == 1);
                scene.awaitProcedure("ws.other.send");
                scene.session().call("ws.other.send", "hi");
                assertThat(other.read().text()).isEqualTo("hi");
                assertThat(server.hasConnection()).isFalse();
            }
        }
    }

    @Test
    void without_an_open_socket_a_call_fails_at_once_or_waits_for_one() throws Exception {
        ClosedPort down = new ClosedPort();
        int port = down.port();
        String url = "ws://127.0.0.1:" + port + "/ws";
        String reconnect = ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}";
        try (ConnectionScene scene = ConnectionScene.start(directory, ConnectionScene.item("feed", url, reconnect))) {
            scene.awaitProcedure("ws.feed.send");
            assertFails("signalbox.error.not_connected", () -> scene.session().call("ws.feed.send", "hi"));
        }
        try (ConnectionScene scene = ConnectionScene.start(
                directory, ConnectionScene.item("feed", url, reconnect + ", \"send_wait\": 60000"))) {
            scene.awaitProcedure("ws.feed.send");
            CompletableFuture<CallResult> waiting = scene.session().callAsync("ws.feed.send", "hi");
            Patience.await().until(() -> scene.counter("outgoingFailed") > 0);
            assertThat(waiting).isNotDone();
            down.close();
            try (WebSocketServer late = new WebSocketServer(port);
                    RawPeer peer = late.accept()) {
                assertThat(peer.read().text()).isEqualTo("hi");
                waiting.join();
            }
        }
    }

    @Test
    void a_server_that_does_not_read_fills_the_buffer_and_further_messages_are_refused() throws Exception {
        try (ConnectionScene scene = start(", \"buffer\": {\"max_bytes\": 65536}");
                RawPeer peer = server.accept()) {
            String message = "x".repeat(32_768);
            scene.send(message);
            assertFails("signalbox.error.send_buffer_full", () -> {
                // The sockets of both sides take some megabytes.
                for (int i = 0; i < 10_000; i++) {
                    scene.session().call("ws.feed.send", message);
                }
            });
            assertThat(scene.counter("outgoingMessagesRefused")).isPositive();
            assertThat(peer.read().text()).isEqualTo(message);
        }
    }

    @Test
    void with_drop_oldest_the_newest_messages_arrive() throws Exception {
        try (ConnectionScene scene = start(", \"buffer\": {\"max_bytes\": 65536, \"overflow\": \"drop-oldest\"}");
                RawPeer peer = server.accept()) {
            String filling = "x".repeat(8_192);
            scene.send(filling);
            Patience.await().until(() -> {
                scene.session().call("ws.feed.send", filling);
                return scene.counter("outgoingMessagesUndelivered") > 0;
            });
            scene.session().call("ws.feed.send", "the last one");
            String read = filling;
            while (read.equals(filling)) {
                read = peer.read().text();
            }
            assertThat(read).isEqualTo("the last one");
        }
    }

    @Test
    void messages_are_sent_over_the_sockets_of_a_pool_in_turn_and_a_lost_socket_comes_back() throws Exception {
        try (ConnectionScene scene = start(", \"pool_size\": 3, \"reconnect\": {\"initial_delay\": 10}")) {
            List<RawPeer> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                peers.add(server.accept());
            }
            scene.awaitProcedure("ws.feed.send");
            Patience.await().until(() -> scene.counter("outgoingOpened") == 3);
            List<CompletableFuture<CallResult>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(scene.session().callAsync("ws.feed.send", "m" + i));
            }
            calls.forEach(CompletableFuture::join);
            for (RawPeer peer : peers) {
                for (int i = 0; i < 10; i++) {
                    assertThat(peer.read().text()).startsWith("m");
                }
            }
            peers.getFirst().close();
            Patience.await().until(() -> scene.counter("outgoingLost") == 1);
            for (int i = 0; i < 4; i++) {
                scene.session().call("ws.feed.send", "meanwhile");
            }
            for (RawPeer peer : peers.subList(1, 3)) {
                assertThat(peer.read().text()).isEqualTo("meanwhile");
            }
            // The handshake of the third one has not been answered before.
            try (RawPeer third = server.accept()) {
                Patience.await().until(() -> scene.counter("outgoingOpened") == 4);
                for (int i = 0; i < 3; i++) {
                    scene.session().call("ws.feed.send", "after");
                }
                assertThat(third.read().text()).isEqualTo("after");
                for (RawPeer peer : peers.subList(1, 3)) {
                    String text = peer.read().text();
                    while (text.equals("meanwhile")) {
                        text = peer.read().text();
                    }
                    assertThat(text).isEqualTo("after");
                }
            }
        }
    }
}
