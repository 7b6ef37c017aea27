package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Invocation;
import io.signalbox.client.Reply;
import io.signalbox.client.WampClient;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames, limits and slow peers of mediations with procedures. */
class MediationFramesTest {
    private static final String DISPATCH = "\"dispatch\": {\"procedure\": \"esb.in\"}";
    private static final String OUTFLOW = "\"outflow\": {\"procedure\": \"esb.out\"}";

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    /** A mediation whose procedures let everything pass. */
    private MediatedNode mediation(String... members) throws IOException {
        List<String> all = new ArrayList<>(List.of(members));
        all.add(DISPATCH);
        all.add(OUTFLOW);
        MediatedNode node = MediatedNode.start(directory, server, all.toArray(String[]::new));
        node.session().register("esb.in", invocation -> null);
        node.session().register("esb.out", invocation -> null);
        return node;
    }

    @Test
    void close_codes_and_texts_pass_in_both_directions() throws Exception {
        try (MediatedNode node = mediation()) {
            for (int code : new int[] {1000, 1003, 1008, 1011, 1014, 3000, 4999}) {
                try (RelayedPair pair = node.pair(server)) {
                    pair.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, "bye \u20ac"));
                    assertThat(pair.backend().readClose().payload())
                            .isEqualTo(RawPeer.closePayload(code, "bye \u20ac"));
                    pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, "well"));
                    assertThat(pair.client().readClose().payload()).isEqualTo(RawPeer.closePayload(code, "well"));
                    assertThat(pair.client().atEnd()).isTrue();
                }
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().send(RawPeer.CLOSE, true, new byte[0]);
                assertThat(pair.client().readClose().payload()).isEmpty();
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(1006, ""));
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1011);
            }
        }
    }

    @Test
    void both_sides_may_close_at_once() throws Exception {
        try (MediatedNode node = mediation();
                RelayedPair pair = node.pair(server)) {
            pair.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(4001, "client"));
            pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(4002, "backend"));
            assertThat(pair.client().readClose().closeCode()).isEqualTo(4002);
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(4001);
            assertThat(pair.client().atEnd()).isTrue();
            assertThat(node.counter("failures")).isZero();
        }
    }

    /** Sends until the other end no longer takes anything. Ends with the connection. */
    private static CompletableFuture<Void> flood(RawPeer sender, AtomicInteger sent) {
        return RelayedPair.inParallel(() -> {
            byte[] message = new byte[16 * 1024];
            while (true) {
                sender.send(RawPeer.BINARY, true, message);
                sent.incrementAndGet();
            }
        });
    }

    @Test
    void a_client_that_takes_nothing_stops_the_backend_and_is_closed() throws Exception {
        try (MediatedNode node = mediation("\"options\": {\"write_timeout\": 1000}");
                RelayedPair pair = node.pair(server)) {
            flood(pair.backend(), new AtomicInteger());
            RawPeer.Frame close = pair.backend().readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("The client is too slow");
            try (RelayedPair next = node.pair(server)) {
                next.client().sendText("unharmed");
                assertThat(next.backend().read().text()).isEqualTo("unharmed");
            }
        }
    }

    @Test
    void a_backend_that_takes_nothing_stops_the_client_and_is_closed() throws Exception {
        try (MediatedNode node = mediation("\"options\": {\"write_timeout\": 1000}");
                RelayedPair pair = node.pair(server)) {
            flood(pair.client(), new AtomicInteger());
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("The backend is too slow");
        }
    }

    @Test
    void a_slow_member_of_a_broadcast_is_left_out_alone() throws Exception {
        try (MediatedNode node = MediatedNode.start(
                directory,
                MediatedNode.backend(server),
                "\"broadcast_level\": 2",
                "\"options\": {\"max_broadcast_pending\": 65536}")) {
            RelayedPair sender = node.pair(server);
            RelayedPair slow = node.pair(server);
            RelayedPair quick = node.pair(server);
            byte[] message = new byte[64 * 1024];
            int sent = 0;
            while (node.counter("broadcastsSkipped") == 0) {
                for (int i = 0; i < 20; i++) {
                    sender.backend().send(RawPeer.BINARY, true, message);
                    assertThat(quick.client().read().payload()).hasSize(message.length);
                    sent++;
                }
            }
            assertThat(sent).isPositive();
            sender.backend().sendText("last");
            assertThat(quick.client().read().text()).isEqualTo("last");
            slow.close();
            quick.close();
            sender.close();
        }
    }

    @Test
    void a_message_beyond_the_limit_closes_its_sender_with_its_own_code() throws Exception {
        try (MediatedNode node = MediatedNode.start(
                directory,
                "\"backend\": {\"url\": \"ws://127.0.0.1:" + server.port() + "/\", \"max_message_size\": 100}",
                DISPATCH,
                "\"options\": {\"max_message_size\": 1000}")) {
            node.record("esb.in");
            try (RelayedPair pair = node.pair(server)) {
                pair.client().send(RawPeer.BINARY, false, new byte[600]);
                pair.client().send(RawPeer.CONTINUATION, true, new byte[401]);
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1009);
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1001);
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().send(RawPeer.BINARY, true, new byte[101]);
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1009);
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1001);
            }
        }
    }

    @Test
    void a_mediation_without_procedures_streams_a_message_of_any_length() throws Exception {
        try (MediatedNode node =
                MediatedNode.start(directory, MediatedNode.backend(server), "\"options\": {\"max_message_size\": 0}")) {
            try (RelayedPair pair = node.pair(server)) {
                byte[] head = RawPeer.header(RawPeer.BINARY, true, 1L << 30);
                pair.client().write(head);
                pair.client().write(new byte[4]);
                pair.client().write(new byte[100_000]);
                // The beginning arrives, although the end is missing.
                assertThat(pair.backend().read().opCode()).isEqualTo(RawPeer.BINARY);
            }
        }
    }

    @Test
    void violations_close_the_violating_side() throws Exception {
        try (MediatedNode node = mediation()) {
            byte[] cut = {'a', (byte) 0xE2, (byte) 0x82};
            Object[][] violations = {
                {RawPeer.TEXT, cut, 1007},
                {RawPeer.PING, new byte[126], 1002},
                // Compression that was not agreed on.
                {RawPeer.TEXT | RawPeer.RSV1, new byte[] {1}, 1002}
            };
            for (Object[] violation : violations) {
                try (RelayedPair pair = node.pair(server)) {
                    byte[] payload = (byte[]) violation[1];
                    pair.client().write(pair.client().frameOf(0x80 | (int) violation[0], payload));
                    assertThat(pair.client().readClose().closeCode()).isEqualTo((int) violation[2]);
                    assertThat(pair.backend().readClose().closeCode()).isEqualTo(1011);
                }
            }
        }
    }

    @Test
    void no_compression_is_agreed_on_for_either_leg() throws Exception {
        try (MediatedNode node = mediation()) {
            try (RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                assertThat(client.request("/chat", "Sec-WebSocket-Extensions: permessage-deflate"))
                        .startsWith("HTTP/1.1 101")
                        .doesNotContain("permessage-deflate");
                assertThat(server.accept().header("Sec-WebSocket-Extensions")).isEmpty();
            }
        }
    }

    @Test
    void a_silent_client_is_found_by_a_ping() throws Exception {
        try (MediatedNode node = mediation("\"options\": {\"auto_ping_interval\": 1000, \"auto_ping_timeout\": 1000}");
                RelayedPair pair = node.pair(server)) {
            CompletableFuture<RawPeer.Frame> told = RelayedPair.inParallel(() -> {
                RawPeer.Frame frame = pair.backend().read();
                while (frame.opCode() == RawPeer.PING) {
                    pair.backend().send(RawPeer.PONG, true, frame.payload());
                    frame = pair.backend().read();
                }
                return frame;
            });
            assertThat(told.join().closeCode()).isEqualTo(1011);
            assertThat(told.join().closeText()).isEqualTo("The client does not answer");
            Patience.await().until(() -> node.counter("pingsMissed") == 1);
        }
    }

    @Test
    void a_side_that_is_idle_for_too_long_ends_the_session() throws Exception {
        try (MediatedNode node = mediation("\"idle_timeout\": {\"client\": 1000}");
                RelayedPair pair = node.pair(server)) {
            pair.backend().sendText("the backend talks");
            assertThat(pair.client().read().text()).isEqualTo("the backend talks");
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeText()).isEqualTo("Idle timeout");
        }
        try (MediatedNode node = mediation("\"idle_timeout\": {\"backend\": 1000}");
                RelayedPair pair = node.pair(server)) {
            pair.client().sendText("the client talks");
            assertThat(pair.backend().read().text()).isEqualTo("the client talks");
            RawPeer.Frame close = pair.backend().readClose();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeText()).isEqualTo("Idle timeout");
        }
    }

    @Test
    void while_a_procedure_works_pings_are_answered_and_the_other_direction_goes_on() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (MediatedNode node = MediatedNode.start(directory, MediatedNode.backend(server), DISPATCH, OUTFLOW)) {
            node.session().register("esb.in", invocation -> {
                if (invocation.kwarg("type", String.class).equals("message")) {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    answers.await();
                    atOnce.decrementAndGet();
                }
                return null;
            });
            BlockingQueue<Invocation> out = node.record("esb.out");
            try (RelayedPair pair = node.pair(server)) {
                for (int i = 0; i < 50; i++) {
                    pair.client().sendText("message " + i);
                }
                pair.client().send(RawPeer.PING, true, new byte[] {5});
                assertThat(pair.client().read().payload()).containsExactly(5);
                pair.backend().sendText("other direction");
                assertThat(pair.client().read().text()).isEqualTo("other direction");
                assertThat(MediatedNode.next(out).kwarg("data", String.class)).isEqualTo("other direction");
                answers.countDown();
                for (int i = 0; i < 50; i++) {
                    assertThat(pair.backend().read().text()).isEqualTo("message " + i);
                }
                assertThat(most.get()).isEqualTo(1);
            }
        }
    }

    @Test
    void while_a_procedure_works_its_client_is_read_up_to_a_limit_only() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        try (MediatedNode node = MediatedNode.start(directory, MediatedNode.backend(server), DISPATCH)) {
            node.session().register("esb.in", invocation -> {
                answers.await();
                return null;
            });
            try (RawPeer client = node.node().open("/chat")) {
                client.sendBuffer(64 * 1024);
                AtomicInteger sent = new AtomicInteger();
                flood(client, sent);
                long before = -1;
                // The counter of bytes stands still when the client is not read any more.
                for (long now = 0; now == 0 || now != before; ) {
                    before = now;
                    now = node.counter("bytesFromClients");
                }
                assertThat(node.counter("bytesFromClients")).isLessThan(4 << 20);
                answers.countDown();
                RawPeer backend = server.accept().welcome();
                for (int i = 0; i < 500; i++) {
                    assertThat(backend.read().payload()).hasSize(16 * 1024);
                }
            }
        }
    }

    @Test
    void calls_beyond_the_maximum_wait_for_their_turn() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(2);
        try (MediatedNode node = MediatedNode.start(directory, DISPATCH, "\"options\": {\"max_pending_calls\": 2}")) {
            node.session().register("esb.in", invocation -> {
                if (invocation.kwarg("type", String.class).equals("message")) {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    full.countDown();
                    answers.await();
                    atOnce.decrementAndGet();
                    return "done";
                }
                return null;
            });
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(node.node().open("/chat"));
            }
            for (RawPeer client : clients) {
                client.sendText("work");
            }
            full.await();
            answers.countDown();
            for (RawPeer client : clients) {
                assertThat(client.read().text()).isEqualTo("done");
                client.close();
            }
            assertThat(most.get()).isEqualTo(2);
        }
    }

    @Test
    void a_procedure_that_is_missing_slow_or_gone_closes_its_client_only() throws Exception {
        try (MediatedNode node =
                MediatedNode.start(directory, "\"dispatch\": {\"procedure\": \"esb.in\", \"timeout\": 1000}")) {
            try (RawPeer missing = node.node().open("/chat")) {
                assertThat(missing.readClose().closeCode()).isEqualTo(1011);
            }
            CountDownLatch never = new CountDownLatch(1);
            try (WampClient callee = WampClient.builder(node.node().uri("/ws").toString(), "realm1")
                    .build()) {
                callee.connect().register("esb.in", invocation -> {
                    if (invocation.arguments().kwargOr("data", String.class, "").isEmpty()) {
                        return null;
                    }
                    never.await();
                    return null;
                });
                try (RawPeer slow = node.node().open("/chat")) {
                    slow.sendText("slow");
                    assertThat(slow.readClose().closeCode()).isEqualTo(1011);
                }
            }
            try (WampClient leaving = WampClient.builder(node.node().uri("/ws").toString(), "realm1")
                    .build()) {
                CountDownLatch called = new CountDownLatch(1);
                leaving.connect().register("esb.in", invocation -> {
                    if (!invocation
                            .arguments()
                            .kwargOr("data", String.class, "")
                            .isEmpty()) {
                        called.countDown();
                        never.await();
                    }
                    return null;
                });
                try (RawPeer client = node.node().open("/chat")) {
                    client.sendText("the callee leaves");
                    called.await();
                    leaving.closeAsync();
                    assertThat(client.readClose().closeCode()).isEqualTo(1011);
                }
            }
            assertThat(node.counter("hooksFailed")).isGreaterThanOrEqualTo(3);
            node.session().register("esb.in", invocation -> Reply.of("well").with("action", "reply"));
            try (RawPeer client = node.node().open("/chat")) {
                assertThat(client.read().text()).isEqualTo("well");
            }
        }
    }

    @Test
    void a_procedure_may_send_messages_into_the_mediation_that_has_called_it() throws Exception {
        try (MediatedNode node = MediatedNode.start(
                directory,
                MediatedNode.backend(server),
                OUTFLOW,
                "\"broadcast_level\": 1",
                "\"broadcast_topic\": \"esb.broadcast\"")) {
            node.session().register("esb.out", invocation -> {
                if (invocation.kwarg("type", String.class).equals("message")) {
                    node.session()
                            .newPublication("esb.broadcast")
                            .kwarg("path", "/chat")
                            .kwarg("data", "from the procedure")
                            .acknowledge();
                }
                return null;
            });
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().sendText("hello");
                List<String> got = List.of(
                        pair.client().read().text(), pair.client().read().text());
                assertThat(got).containsExactlyInAnyOrder("hello", "from the procedure");
                pair.client().send(RawPeer.PING, true, new byte[] {1});
                assertThat(pair.client().read().opCode()).isEqualTo(RawPeer.PONG);
            }
        }
    }

    @Test
    void a_call_that_waits_for_its_turn_is_dropped_when_its_session_closes() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (MediatedNode node = MediatedNode.start(
                directory, MediatedNode.backend(server), DISPATCH, "\"options\": {\"max_pending_calls\": 1}")) {
            node.session().register("esb.in", invocation -> {
                String type = invocation.kwarg("type", String.class);
                told.add(type.equals("message") ? invocation.kwarg("data", String.class) : type);
                if (type.equals("message")) {
                    answers.await();
                }
                return null;
            });
            try (RelayedPair first = node.pair(server);
                    RelayedPair second = node.pair(server)) {
                first.client().sendText("work");
                assertThat(List.of(MediatedNode.next(told), MediatedNode.next(told), MediatedNode.next(told)))
                        .containsExactly("open", "open", "work");
                second.client().sendText("late");
                second.client().send(RawPeer.PING, true, new byte[] {1});
                assertThat(second.client().read().opCode()).isEqualTo(RawPeer.PONG);
                second.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(1000, "bye"));
                assertThat(second.client().readClose().closeCode()).isEqualTo(1000);
                answers.countDown();
                assertThat(MediatedNode.next(told)).isEqualTo("close");
                assertThat(first.backend().read().text()).isEqualTo("work");
            }
        }
    }

    @Test
    void long_messages_are_published_in_order_with_short_ones() throws Exception {
        try (MediatedNode node = MediatedNode.start(
                directory,
                MediatedNode.backend(server),
                "\"dispatch\": {\"procedure\": \"esb.seen\", \"mode\": \"publish\"}")) {
            BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
            node.session()
                    .subscribe(
                            "esb.seen",
                            event -> lengths.add(event.arguments()
                                    .kwargOr("data", String.class, "")
                                    .length()));
            try (RelayedPair pair = node.pair(server)) {
                assertThat(MediatedNode.next(lengths)).isZero();
                for (int length : new int[] {100_000, 1, 200_000, 2}) {
                    pair.client().sendText("x".repeat(length));
                }
                for (int length : new int[] {100_000, 1, 200_000, 2}) {
                    assertThat(pair.backend().read().text()).hasSize(length);
                    assertThat(MediatedNode.next(lengths)).isEqualTo(length);
                }
            }
        }
    }
}
