package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.InvocationHandler;
import io.signalbox.client.Registration;
import io.signalbox.client.WampException;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hooks are told of a connection, and what becomes of events whose hook does not answer. */
class HooksTest {
    @TempDir
    private Path directory;

    @AutoClose
    private final WebSocketServer server = new WebSocketServer();

    private ConnectionScene start(String... members) throws IOException {
        return ConnectionScene.start(directory, ConnectionScene.item("feed", server.url() + "?token=secret", members));
    }

    private static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }

    @Test
    void one_procedure_is_told_of_the_connection_a_message_and_the_close_in_this_order() throws Exception {
        try (ConnectionScene scene = start(ConnectionScene.allHooks()).hooked();
                RawPeer peer = server.accept()) {
            peer.sendText("hi");
            peer.send(RawPeer.CLOSE, true, close(4001, "bye"));
            ObjectNode connect = scene.hook();
            assertThat(connect.path("type").asText()).isEqualTo("connect");
            assertThat(connect.path("connection").asText()).isEqualTo("feed");
            assertThat(connect.path("url").asText()).isEqualTo(server.url() + "?token=***");
            assertThat(connect.path("slot").asInt()).isZero();
            assertThat(connect.path("own").asBoolean()).isFalse();
            assertThat(Instant.parse(connect.path("ts").asText())).isBeforeOrEqualTo(Instant.now());
            ObjectNode message = scene.hook();
            assertThat(message.path("type").asText()).isEqualTo("message");
            assertThat(message.path("data").asText()).isEqualTo("hi");
            assertThat(message.path("binary").asBoolean()).isFalse();
            ObjectNode closed = scene.hook();
            assertThat(closed.path("type").asText()).isEqualTo("close");
            assertThat(closed.path("code").asInt()).isEqualTo(4001);
            assertThat(closed.path("reason").asText()).isEqualTo("bye");
            assertThat(closed.path("own").asBoolean()).isFalse();
        }
    }

    @Test
    void bytes_stay_bytes_and_the_subprotocol_of_the_server_is_told() throws Exception {
        try (ConnectionScene scene = start(ConnectionScene.allHooks(), ", \"subprotocols\": [\"a\", \"b\"]")
                .hooked()) {
            WebSocketServer.Request request = server.request();
            assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("a, b");
            try (RawPeer peer = request.welcome("Sec-WebSocket-Protocol: b")) {
                peer.send(RawPeer.BINARY, true, new byte[] {0, 1, (byte) 0xFF});
                assertThat(scene.hook().path("subprotocol").asText()).isEqualTo("b");
                ObjectNode message = scene.hook();
                assertThat(message.path("binary").asBoolean()).isTrue();
                assertThat(message.path("data").binaryValue()).containsExactly(0, 1, 0xFF);
            }
        }
    }

    @Test
    void with_the_data_format_json_a_text_is_parsed_and_one_that_is_no_json_is_counted() throws Exception {
        try (ConnectionScene scene = start(ConnectionScene.allHooks(), ", \"data_format\": \"json\"")
                        .hooked();
                RawPeer peer = server.accept()) {
            peer.sendText("{\"price\": [1, 2.5]} x");
            peer.sendText("{\"price\": [1, 2.5]}");
            scene.hook();
            JsonNode data = scene.hook().path("data");
            assertThat(data.path("price").path(1).asDouble()).isEqualTo(2.5);
            assertThat(scene.counter("messagesMalformed")).isEqualTo(1);
        }
    }

    @Test
    void a_topic_gets_the_same_keyword_arguments_as_a_procedure() throws Exception {
        BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
        try (ConnectionScene scene = start(", \"hooks\": {\"on_message\": {\"topic\": \"app.feed\"}}")) {
            scene.session().subscribe("app.feed", event -> events.add((ObjectNode) event.kwargs()));
            try (RawPeer peer = server.accept()) {
                peer.sendText("hi");
                ObjectNode event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(event).isNotNull();
                assertThat(event.path("data").asText()).isEqualTo("hi");
                assertThat(event.path("connection").asText()).isEqualTo("feed");
            }
        }
    }

    @Test
    void the_result_of_the_hook_is_the_reply_if_the_connection_says_so() throws Exception {
        try (ConnectionScene scene =
                        start(", \"reply\": \"send\", \"hooks\": {\"on_message\": {\"procedure\": \"app.answer\"}}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.answer", call -> {
                String text = call.kwarg("data", String.class);
                return text.equals("nothing") ? null : "got " + text;
            });
            peer.sendText("nothing");
            peer.sendText("hi");
            assertThat(peer.read().text()).isEqualTo("got hi");
        }
    }

    @Test
    void an_event_waits_for_a_hook_that_nobody_serves_and_the_order_is_kept() throws Exception {
        try (ConnectionScene scene = start(ConnectionScene.allHooks());
                RawPeer peer = server.accept()) {
            peer.sendText("1");
            peer.sendText("2");
            Patience.await().until(() -> scene.counter("hooksRepeated") > 0);
            scene.hooked();
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            assertThat(scene.hook().path("data").asText()).isEqualTo("1");
            assertThat(scene.hook().path("data").asText()).isEqualTo("2");
        }
    }

    @Test
    void with_the_policy_drop_an_event_is_over_if_nobody_serves_its_hook() throws Exception {
        try (ConnectionScene scene = start(
                        ConnectionScene.allHooks(), ", \"hook_queue\": {\"max_bytes\": 4096, \"overflow\": \"drop\"}");
                RawPeer peer = server.accept()) {
            Patience.await().until(() -> scene.counter("connectionHooksFailed") == 1);
            scene.hooked();
            peer.sendText("1");
            assertThat(scene.hook().path("data").asText()).isEqualTo("1");
            assertThat(scene.counter("hooksRepeated")).isZero();
        }
    }

    @Test
    void a_hook_that_raises_is_counted_and_the_next_message_comes() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ConnectionScene scene = start(", \"hooks\": {\"on_message\": {\"procedure\": \"app.raising\"}}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.raising", call -> {
                calls.incrementAndGet();
                throw new WampException("app.error.refused");
            });
            peer.sendText("1");
            peer.sendText("2");
            Patience.await().until(() -> scene.counter("connectionHooksFailed") == 2);
            assertThat(calls).hasValue(2);
            assertThat(scene.counter("outgoingLost")).isZero();
        }
    }

    @Test
    @SuppressWarnings("try") // closed in the middle of the test
    void a_callee_that_leaves_during_the_call_ends_the_event_and_the_next_one_waits_for_a_new_callee()
            throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (ConnectionScene scene = start(", \"hooks\": {\"on_message\": {\"procedure\": \"app.hook\"}}");
                RawPeer peer = server.accept();
                ConnectionScene.Guest guest = scene.guest()) {
            guest.session().register("app.hook", call -> {
                called.countDown();
                new CountDownLatch(1).await();
                return null;
            });
            peer.sendText("1");
            peer.sendText("2");
            assertThat(called.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            guest.client().close();
            scene.hooked();
            assertThat(scene.hook().path("data").asText()).isEqualTo("2");
            assertThat(scene.counter("connectionHooksFailed")).isEqualTo(1);
        }
    }

    @Test
    void a_slow_hook_has_the_server_wait_and_loses_nothing() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> seen = new ArrayList<>();
        int messages = 64;
        try (ConnectionScene scene = start(
                        ", \"hooks\": {\"on_message\": {\"procedure\": \"app.slow\"}}",
                        ", \"hook_queue\": {\"max_bytes\": 8192}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.slow", call -> {
                goOn.await();
                synchronized (seen) {
                    seen.add(call.kwarg("data", String.class));
                }
                return null;
            });
            for (int i = 0; i < messages; i++) {
                peer.sendText(i + "x".repeat(1_000));
            }
            Patience.await().until(() -> scene.counter("hookPauses") == 1);
            goOn.countDown();
            Patience.await().until(() -> scene.counter("hooksCalled") == messages);
            assertThat(seen).hasSize(messages);
            for (int i = 0; i < messages; i++) {
                assertThat(seen.get(i)).startsWith(i + "x");
            }
            assertThat(scene.counter("hookEventsDropped")).isZero();
        }
    }

    @Test
    void with_the_policy_drop_a_slow_hook_misses_messages_which_are_counted() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ConnectionScene scene = start(
                        ", \"hooks\": {\"on_message\": {\"procedure\": \"app.slow\"}}",
                        ", \"hook_queue\": {\"max_bytes\": 4096, \"overflow\": \"drop\"}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.slow", call -> {
                goOn.await();
                return null;
            });
            for (int i = 0; i < 32; i++) {
                peer.sendText("x".repeat(1_000));
            }
            Patience.await().until(() -> scene.counter("hookEventsDropped") == 30);
            goOn.countDown();
            Patience.await().until(() -> scene.counter("hooksCalled") == 2);
        }
    }

    @Test
    void with_the_policy_close_a_slow_hook_closes_the_socket_which_is_opened_again() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ConnectionScene scene = start(
                        ", \"hooks\": {\"on_message\": {\"procedure\": \"app.slow\"}}",
                        ", \"reconnect\": {\"initial_delay\": 10}",
                        ", \"hook_queue\": {\"max_bytes\": 4096, \"overflow\": \"close\"}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.slow", call -> {
                goOn.await();
                return null;
            });
            for (int i = 0; i < 8; i++) {
                peer.sendText("x".repeat(1_000));
            }
            byte[] closed = peer.readClose().payload();
            assertThat((closed[0] & 0xFF) << 8 | closed[1] & 0xFF).isEqualTo(1008);
            peer.send(RawPeer.CLOSE, true, closed);
            server.accept().close();
            goOn.countDown();
        }
    }

    @Test
    void a_hook_that_sends_over_the_same_connection_is_fine() throws Exception {
        try (ConnectionScene scene = start(", \"hooks\": {\"on_message\": {\"procedure\": \"app.echo\"}}");
                RawPeer peer = server.accept()) {
            scene.awaitProcedure("ws.feed.send");
            scene.awaitTopic("ws.feed.out");
            Registration registration = scene.session().register("app.echo", call -> {
                String text = call.kwarg("data", String.class);
                scene.session().call("ws.feed.send", text + " by procedure");
                scene.session().publish("ws.feed.out", text + " by topic");
                return null;
            });
            peer.sendText("hi");
            assertThat(peer.read().text()).isEqualTo("hi by procedure");
            assertThat(peer.read().text()).isEqualTo("hi by topic");
            registration.close();
        }
    }

    /** Has a hook fail, or reply, when the connection of its message is over and the next one is open. */
    private void withLateHook(String members, InvocationHandler hook, LateCheck check) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ConnectionScene scene = start(
                members + ", \"hooks\": {\"on_message\": {\"procedure\": \"app.late\"}}",
                ", \"reconnect\": {\"initial_delay\": 10}")) {
            scene.session().register("app.late", call -> {
                if (call.kwarg("data", String.class).equals("first")) {
                    called.countDown();
                    goOn.await();
                }
                return hook.onInvocation(call);
            });
            RawPeer first = server.accept();
            first.sendText("first");
            assertThat(called.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            first.close();
            try (RawPeer second = server.accept()) {
                Patience.await().until(() -> scene.counter("outgoingOpened") == 2);
                goOn.countDown();
                second.sendText("second");
                check.check(scene, second);
            }
        }
    }

    /** Check of a scene whose second connection is open. */
    private interface LateCheck {
        void check(ConnectionScene scene, RawPeer second) throws Exception;
    }

    @Test
    void a_hook_that_fails_for_an_earlier_connection_does_not_close_the_next_one() throws Exception {
        withLateHook(
                ", \"hook_queue\": {\"overflow\": \"close\"}",
                call -> {
                    if (call.kwarg("data", String.class).equals("first")) {
                        throw new WampException("app.error.refused");
                    }
                    return null;
                },
                (scene, second) -> {
                    Patience.await().until(() -> scene.counter("hooksCalled") == 1);
                    assertThat(scene.counter("connectionHooksFailed")).isEqualTo(1);
                    scene.session().call("ws.feed.send", "still open");
                    assertThat(second.read().text()).isEqualTo("still open");
                    assertThat(scene.counter("outgoingLost")).isEqualTo(1);
                });
    }

    @Test
    void a_reply_to_an_earlier_connection_is_not_sent_over_the_next_one() throws Exception {
        withLateHook(", \"reply\": \"send\"", call -> "got " + call.kwarg("data", String.class), (scene, second) -> {
            assertThat(second.read().text()).isEqualTo("got second");
            assertThat(scene.counter("messagesUnsent")).isEqualTo(1);
        });
    }

    @Test
    void a_hook_whose_time_is_over_ends_the_event_and_the_next_message_comes() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (ConnectionScene scene =
                        start(", \"hooks\": {\"on_message\": {\"procedure\": \"app.slow\", \"timeout\": 1000}}");
                RawPeer peer = server.accept()) {
            scene.session().register("app.slow", call -> {
                String text = call.kwarg("data", String.class);
                if (text.equals("1")) {
                    never.await();
                }
                seen.add(text);
                return null;
            });
            peer.sendText("1");
            peer.sendText("2");
            assertThat(seen.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("2");
            assertThat(scene.counter("connectionHooksFailed")).isEqualTo(1);
            assertThat(scene.counter("outgoingLost")).isZero();
        }
    }
}
