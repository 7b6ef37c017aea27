package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampException;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that send nothing, and servers that take nothing. */
class ConnectionTimeoutsTest {
    private static final String FAST = ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}";

    @TempDir
    private Path directory;

    @AutoClose
    private final WebSocketServer server = new WebSocketServer();

    private ConnectionScene start(String... members) throws IOException {
        return ConnectionScene.startManaged(
                        directory,
                        ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}",
                        ConnectionScene.item(
                                "feed", server.url(), String.join("", members), ConnectionScene.allHooks()))
                .hooked();
    }

    private static JsonNode status(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "feed")
                .args()
                .path(0)
                .path("status");
    }

    private static void assertHook(JsonNode told, String type, int code, String reason, boolean isOwn) {
        assertThat(told.path("type").asText()).isEqualTo(type);
        assertThat(told.path("code").asInt()).isEqualTo(code);
        assertThat(told.path("reason").asText()).isEqualTo(reason);
        assertThat(told.path("own").asBoolean()).isEqualTo(isOwn);
    }

    @Test
    void an_idle_socket_is_closed_by_this_node_and_opened_again() throws Exception {
        try (ConnectionScene scene = start(FAST, ", \"idle_timeout\": 1000")) {
            try (RawPeer peer = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                RawPeer.Frame close = peer.readClose();
                assertThat(close.closeCode()).isEqualTo(1000);
                assertThat(close.closeText()).isEqualTo("Idle timeout");
                peer.send(RawPeer.CLOSE, true, close.payload());
                assertHook(scene.hook(), "close", 1000, "Idle timeout", true);
                assertThat(peer.atEnd()).isTrue();
            }
            try (RawPeer again = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                assertThat(status(scene).path("last_error").asText())
                        .isEqualTo("the connection to " + server.url() + " is lost: code 1000 Idle timeout");
                assertThat(again.readClose().closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    void without_reconnects_an_idle_socket_stays_down() throws Exception {
        try (ConnectionScene scene = start(", \"reconnect\": {\"enabled\": false}, \"idle_timeout\": 1000");
                RawPeer peer = server.accept()) {
            peer.send(RawPeer.CLOSE, true, peer.readClose().payload());
            Patience.await().until(() -> status(scene).path("state").asText().equals("failed"));
            assertThat(status(scene).path("last_error").asText()).endsWith("code 1000 Idle timeout");
            Patience.await().until(() -> scene.counter("outgoingOpen") == 0);
            assertThat(server.hasConnection()).isFalse();
        }
    }

    @Test
    void a_server_that_takes_nothing_is_cut_and_the_buffer_is_given_back() throws Exception {
        try (ConnectionScene scene = start(FAST, ", \"write_timeout\": 1000, \"buffer\": {\"max_bytes\": 65536}")) {
            try (RawPeer stalled = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                String message = "x".repeat(32_768);
                scene.send(message);
                // The system takes some megabytes.
                Patience.await().until(() -> {
                    offer(scene, message);
                    return scene.hasHook();
                });
                assertHook(scene.hook(), "close", 1006, "The server takes nothing", false);
                assertThat(scene.counter("outgoingMessagesUndelivered")).isPositive();
                assertThat(ends(stalled)).isTrue();
            }
            try (RawPeer again = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                JsonNode status = status(scene);
                assertThat(status.path("last_error").asText())
                        .isEqualTo(
                                "the connection to " + server.url() + " is lost: code 1006 The server takes nothing");
                assertThat(status.path("buffered_bytes").asInt()).isZero();
                assertThat(scene.counter("outgoingOpen")).isEqualTo(1);
                scene.session().call("ws.feed.send", "after");
                assertThat(again.read().text()).isEqualTo("after");
            }
        }
    }

    /** Whether the socket has an end behind all that the system has taken. */
    private static boolean ends(RawPeer peer) {
        try {
            while (true) {
                peer.read();
            }
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException end) {
            return true;
        }
    }

    /** Sends a message, for which the buffer may have no room. */
    private static void offer(ConnectionScene scene, String message) {
        try {
            scene.session().call("ws.feed.send", message);
        } catch (WampException refused) {
            assertThat(refused.uri()).isIn("signalbox.error.send_buffer_full", "signalbox.error.not_connected");
        }
    }

    @Test
    void a_wamp_router_that_takes_nothing_fills_the_buffer_and_is_cut() throws Exception {
        String items = ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\", \"write_timeout\": 2000, \"buffer\":"
                + " {\"max_bytes\": 65536}, \"invoke\": {\"timeout\": 60000}";
        try (ConnectionScene scene = start(FAST, items);
                RawPeer stalled = server.request().welcome("Sec-WebSocket-Protocol: wamp.2.json")) {
            assertThat(stalled.read().text()).startsWith("[1,\"realm1\",");
            stalled.sendText("[2,1,{\"roles\":{\"broker\":{},\"dealer\":{}}}]");
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            scene.awaitProcedure("ws.feed.invoke");
            List<String> text = List.of("x".repeat(32_768));
            BlockingQueue<String> errors = new LinkedBlockingQueue<>();
            Patience.await().until(() -> {
                scene.session().callAsync("ws.feed.invoke", "remote.echo", text).exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    errors.add(((WampException) cause).uri());
                    return null;
                });
                // The system takes some megabytes.
                return scene.hasHook();
            });
            assertThat(errors).contains("signalbox.error.send_buffer_full");
            JsonNode closed = scene.hook();
            assertThat(closed.path("type").asText()).isEqualTo("close");
            assertThat(closed.path("own").asBoolean()).isFalse();
            assertThat(closed.path("reason").asText()).contains("takes nothing for 2000 ms");
            assertThat(status(scene).path("last_error").asText()).contains("takes nothing for 2000 ms");
            assertThat(ends(stalled)).isTrue();
        }
    }
}
