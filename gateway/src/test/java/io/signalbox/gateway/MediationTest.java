package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Event;
import io.signalbox.client.Invocation;
import io.signalbox.client.Reply;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Procedures between clients and a backend, and in place of a backend. */
class MediationTest {
    private static final String DISPATCH = "\"dispatch\": {\"procedure\": \"esb.in\"}";
    private static final String OUTFLOW = "\"outflow\": {\"procedure\": \"esb.out\"}";
    private static final String FAULT = "\"fault\": {\"procedure\": \"esb.fault\"}";

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private MediatedNode mediation(String... members) throws IOException {
        return MediatedNode.start(directory, server, members);
    }

    /** Sends each of its messages back until the end. */
    private static void echo(RawPeer backend) {
        RelayedPair.inParallel(() -> {
            while (true) {
                RawPeer.Frame frame = backend.read();
                backend.send(frame.opCode(), true, frame.payload());
            }
        });
    }

    @Test
    void without_a_backend_the_results_of_the_procedure_return_in_order() throws IOException {
        try (MediatedNode node = MediatedNode.start(directory, DISPATCH);
                RawPeer other = first(node);
                RawPeer client = node.node().open("/chat")) {
            for (int i = 0; i < 100; i++) {
                client.sendText("message " + i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.read().text()).isEqualTo("MESSAGE " + i);
            }
            other.sendText("me");
            assertThat(other.read().text()).isEqualTo("ME");
        }
    }

    /** A client of a node whose procedure answers in upper case. */
    private static RawPeer first(MediatedNode node) throws IOException {
        node.session()
                .register(
                        "esb.in",
                        invocation -> invocation.kwarg("type", String.class).equals("message")
                                ? invocation.kwarg("data", String.class).toUpperCase()
                                : null);
        return node.node().open("/chat");
    }

    @Test
    void messages_of_every_kind_and_length_pass_procedures_unchanged() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, OUTFLOW, "\"options\": {\"max_message_size\": 1100000}")) {
            node.record("esb.in");
            node.record("esb.out");
            try (RelayedPair pair = node.pair(server)) {
                for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, 1 << 20}) {
                    byte[] sent = new byte[length];
                    new Random(length).nextBytes(sent);
                    CompletableFuture<RawPeer.Frame> there = RelayedPair.inParallel(pair.backend()::read);
                    pair.client().send(RawPeer.BINARY, true, sent);
                    assertThat(there.get().payload()).isEqualTo(sent);
                    assertThat(there.get().opCode()).isEqualTo(RawPeer.BINARY);
                    CompletableFuture<RawPeer.Frame> back = RelayedPair.inParallel(pair.client()::read);
                    pair.backend().send(RawPeer.BINARY, true, sent);
                    assertThat(back.get().payload()).isEqualTo(sent);
                }
                String text = "\u00e4\u20ac\ud83d\ude00".repeat(30_000);
                CompletableFuture<RawPeer.Frame> there = RelayedPair.inParallel(pair.backend()::read);
                pair.client().sendText(text);
                assertThat(there.get().opCode()).isEqualTo(RawPeer.TEXT);
                assertThat(there.get().text()).isEqualTo(text);
                pair.client().sendText("");
                assertThat(pair.backend().read().payload()).isEmpty();
            }
        }
    }

    @Test
    void the_procedure_is_told_of_the_client_its_messages_and_its_end() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, OUTFLOW)) {
            BlockingQueue<Invocation> in = node.record("esb.in");
            BlockingQueue<Invocation> out = node.record("esb.out");
            try (RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                client.request("/chat/room?a=b", "X-Test: one", "Cookie: secret=1", "Authorization: Basic secret");
                RawPeer backend = server.accept().welcome();
                Invocation open = MediatedNode.next(in);
                assertThat(open.kwargs().toString())
                        .contains(
                                "\"type\":\"open\"",
                                "\"direction\":\"in\"",
                                "\"path\":\"/chat/room\"",
                                "\"query\":\"a=b\"")
                        .contains("\"x-test\":\"one\"", "\"client\":\"127.0.0.1:")
                        .doesNotContain("secret");
                client.sendText("hello");
                Invocation message = MediatedNode.next(in);
                assertThat(message.kwarg("data", String.class)).isEqualTo("hello");
                assertThat(message.kwarg("binary", Boolean.class)).isFalse();
                assertThat(message.kwarg("connection", String.class)).isEqualTo(open.kwarg("connection", String.class));
                assertThat(backend.read().text()).isEqualTo("hello");
                backend.send(RawPeer.BINARY, true, new byte[] {1, 2});
                Invocation answer = MediatedNode.next(out);
                assertThat(answer.kwarg("direction", String.class)).isEqualTo("out");
                assertThat(answer.kwarg("data", byte[].class)).containsExactly(1, 2);
                client.send(RawPeer.CLOSE, true, new byte[] {0x0F, (byte) 0xA1, 'b', 'y', 'e'});
                Invocation close = MediatedNode.next(in);
                assertThat(close.kwarg("type", String.class)).isEqualTo("close");
                assertThat(close.kwarg("code", Integer.class)).isEqualTo(4001);
                assertThat(close.kwarg("reason", String.class)).isEqualTo("bye");
                assertThat(backend.read().opCode()).isEqualTo(RawPeer.CLOSE);
            }
        }
    }

    @Test
    void the_procedure_may_replace_drop_answer_or_close() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, FAULT)) {
            BlockingQueue<Invocation> closes = new LinkedBlockingQueue<>();
            node.session().register("esb.in", invocation -> {
                if (invocation.kwarg("type", String.class).equals("close")) {
                    closes.add(invocation);
                }
                return switch (invocation.arguments().kwargOr("data", String.class, "")) {
                    case "value" -> "replaced";
                    case "replace" -> Reply.of("replaced by action").with("action", "replace");
                    case "bytes" -> new byte[] {7};
                    case "drop" -> Reply.of().with("action", "drop");
                    case "reply" -> Reply.of("for you").with("action", "reply");
                    case "forward" -> Reply.of("ignored").with("action", "forward");
                    case "close" ->
                        Reply.of().with("action", "close").with("code", 4003).with("reason", "enough");
                    default -> null;
                };
            });
            try (RelayedPair pair = node.pair(server)) {
                for (String sent : new String[] {"value", "replace", "bytes", "drop", "reply", "forward"}) {
                    pair.client().sendText(sent);
                }
                assertThat(pair.backend().read().text()).isEqualTo("replaced");
                assertThat(pair.backend().read().text()).isEqualTo("replaced by action");
                RawPeer.Frame bytes = pair.backend().read();
                assertThat(bytes.opCode()).isEqualTo(RawPeer.BINARY);
                assertThat(bytes.payload()).containsExactly(7);
                assertThat(pair.client().read().text()).isEqualTo("for you");
                assertThat(pair.backend().read().text()).isEqualTo("forward");
                pair.client().sendText("close");
                RawPeer.Frame close = pair.client().read();
                assertThat(close.closeCode()).isEqualTo(4003);
                assertThat(close.closeText()).isEqualTo("enough");
                Invocation told = MediatedNode.next(closes);
                assertThat(told.kwarg("code", Integer.class)).isEqualTo(4003);
                assertThat(told.kwarg("direction", String.class)).isEqualTo("out");
                assertThat(pair.backend().read().closeCode()).isEqualTo(4003);
            }
        }
    }

    @Test
    void a_procedure_that_raises_is_a_fault_on_which_the_fault_procedure_decides() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, FAULT)) {
            node.session().register("esb.in", invocation -> {
                if (invocation.kwarg("type", String.class).equals("message")) {
                    throw new io.signalbox.client.WampException(
                            "com.example.bad", List.of(1), java.util.Map.of("why", "x"));
                }
                return null;
            });
            BlockingQueue<Invocation> faults = new LinkedBlockingQueue<>();
            List<Reply> answers = new ArrayList<>(List.of(
                    Reply.of().with("action", "forward"),
                    Reply.of().with("action", "drop"),
                    Reply.of().with("action", "close").with("code", 4005).with("reason", "no")));
            node.session().register("esb.fault", invocation -> {
                faults.add(invocation);
                return answers.isEmpty() ? null : answers.removeFirst();
            });
            try (RelayedPair pair = node.pair(server)) {
                pair.client().sendText("one");
                pair.client().sendText("two");
                pair.client().sendText("three");
                assertThat(pair.backend().read().text()).isEqualTo("one");
                Invocation fault = MediatedNode.next(faults);
                assertThat(fault.kwarg("stage", String.class)).isEqualTo("dispatch");
                assertThat(fault.kwarg("direction", String.class)).isEqualTo("in");
                assertThat(fault.kwarg("code", Integer.class)).isEqualTo(1011);
                assertThat(fault.kwargs().at("/error/uri").asText()).isEqualTo("com.example.bad");
                assertThat(fault.kwargs().at("/error/args/0").asInt()).isEqualTo(1);
                assertThat(fault.kwargs().at("/error/kwargs/why").asText()).isEqualTo("x");
                assertThat(pair.client().read().closeCode()).isEqualTo(4005);
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.client().sendText("without a verdict");
                RawPeer.Frame close = pair.client().read();
                assertThat(close.closeCode()).isEqualTo(1011);
                assertThat(close.closeText()).isEqualTo("The procedure failed");
            }
            assertThat(node.counter("hooksFailed")).isEqualTo(4);
        }
    }

    @Test
    void a_mode_publish_sends_copies_and_lets_the_messages_pass() throws Exception {
        try (MediatedNode node = mediation("\"dispatch\": {\"procedure\": \"esb.seen\", \"mode\": \"publish\"}")) {
            BlockingQueue<Event> events = new LinkedBlockingQueue<>();
            node.session().subscribe("esb.seen", events::add);
            try (RelayedPair pair = node.pair(server)) {
                pair.client().sendText("hello");
                assertThat(pair.backend().read().text()).isEqualTo("hello");
                assertThat(MediatedNode.next(events).kwarg("type", String.class))
                        .isEqualTo("open");
                assertThat(MediatedNode.next(events).kwarg("data", String.class))
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void a_message_of_a_backend_reaches_the_clients_of_the_broadcast_level() throws Exception {
        for (int level = 0; level < 3; level++) {
            try (MediatedNode node = mediation("\"broadcast_level\": " + level)) {
                RelayedPair first = node.pair(server, "/chat/room");
                RelayedPair second = node.pair(server, "/chat/room?query=other");
                RelayedPair third = node.pair(server, "/chat/room");
                RelayedPair elsewhere = node.pair(server, "/chat/other");
                for (RelayedPair pair : List.of(first, second, third, elsewhere)) {
                    echo(pair.backend());
                }
                first.client().sendText("hello");
                if (level < 2) {
                    assertThat(first.client().read().text()).isEqualTo("hello");
                }
                if (level > 0) {
                    assertThat(second.client().read().text()).isEqualTo("hello");
                    assertThat(third.client().read().text()).isEqualTo("hello");
                }
                // Nobody else has got a message before this one.
                for (RelayedPair pair : List.of(first, elsewhere)) {
                    pair.client().send(RawPeer.PING, true, new byte[] {1});
                    assertThat(pair.client().read().opCode()).isEqualTo(RawPeer.PONG);
                }
                if (level == 0) {
                    second.client().send(RawPeer.PING, true, new byte[] {1});
                    assertThat(second.client().read().opCode()).isEqualTo(RawPeer.PONG);
                }
                for (RelayedPair pair : List.of(first, second, third, elsewhere)) {
                    pair.close();
                }
            }
        }
    }

    @Test
    void the_outflow_procedure_sees_a_broadcast_once() throws Exception {
        try (MediatedNode node = mediation("\"broadcast_level\": 1", OUTFLOW)) {
            BlockingQueue<Invocation> calls = new LinkedBlockingQueue<>();
            node.session().register("esb.out", invocation -> {
                calls.add(invocation);
                return "changed";
            });
            try (RelayedPair first = node.pair(server);
                    RelayedPair second = node.pair(server)) {
                first.backend().sendText("hello");
                assertThat(first.client().read().text()).isEqualTo("changed");
                assertThat(second.client().read().text()).isEqualTo("changed");
                assertThat(calls).hasSize(1);
            }
        }
    }

    @Test
    void a_broadcast_topic_joins_the_groups_of_several_nodes() throws Exception {
        try (MediatedNode node = mediation("\"broadcast_level\": 2", "\"broadcast_topic\": \"esb.broadcast\"")) {
            BlockingQueue<Event> events = new LinkedBlockingQueue<>();
            node.session().subscribe("esb.broadcast", events::add);
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().sendText("from here");
                Event event = MediatedNode.next(events);
                assertThat(event.kwarg("path", String.class)).isEqualTo("/chat");
                assertThat(event.kwarg("data", String.class)).isEqualTo("from here");
                node.session()
                        .newPublication("esb.broadcast")
                        .kwarg("path", "/chat")
                        .kwarg("data", "from there")
                        .acknowledge();
                assertThat(pair.client().read().text()).isEqualTo("from there");
            }
        }
    }

    @Test
    void control_frames_are_answered_here_or_pass() throws Exception {
        byte[] close = {0x0F, (byte) 0xAA};
        try (MediatedNode node = mediation("\"control_frames\": \"forward\"", DISPATCH)) {
            node.record("esb.in");
            try (RelayedPair pair =
                    new RelayedPair(node.node().open("/chat"), server.accept().welcome())) {
                pair.client().send(RawPeer.PING, true, new byte[] {'x'});
                RawPeer.Frame ping = pair.backend().read();
                assertThat(ping.opCode()).isEqualTo(RawPeer.PING);
                assertThat(ping.text()).isEqualTo("x");
                pair.backend().send(RawPeer.PONG, true, ping.payload());
                assertThat(pair.client().read().text()).isEqualTo("x");
                pair.client().send(RawPeer.PONG, true, new byte[] {'u'});
                RawPeer.Frame unsolicited = pair.backend().read();
                assertThat(unsolicited.opCode()).isEqualTo(RawPeer.PONG);
                assertThat(unsolicited.text()).isEqualTo("u");
                pair.client().send(RawPeer.CLOSE, true, close);
                assertThat(pair.backend().read().closeCode()).isEqualTo(4010);
            }
        }
        try (MediatedNode node = mediation(DISPATCH)) {
            node.record("esb.in");
            try (RelayedPair pair = node.pair(server)) {
                pair.client().send(RawPeer.PING, true, new byte[] {'x'});
                RawPeer.Frame pong = pair.client().read();
                assertThat(pong.opCode()).isEqualTo(RawPeer.PONG);
                assertThat(pong.text()).isEqualTo("x");
                pair.client().sendText("behind the ping");
                assertThat(pair.backend().read().text()).isEqualTo("behind the ping");
            }
        }
    }

    @Test
    void ten_clients_are_told_of_a_stop_by_the_configured_code() throws Exception {
        for (String[] shutdown : new String[][] {
            {"\"shutdown\": {\"code\": 4009, \"reason\": \"maintenance\"}", "4009", "maintenance"},
            {"\"health\": true", "1001", "shutdown"}
        }) {
            try (MediatedNode node = MediatedNode.start(directory, shutdown[0], DISPATCH)) {
                node.record("esb.in");
                List<RawPeer> clients = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    clients.add(node.node().open("/chat"));
                }
                CompletableFuture<Boolean> stopping = RelayedPair.inParallel(node.node()::stop);
                for (RawPeer client : clients) {
                    RawPeer.Frame close = client.readClose();
                    assertThat(close.closeCode()).isEqualTo(Integer.parseInt(shutdown[1]));
                    assertThat(close.closeText()).isEqualTo(shutdown[2]);
                    client.send(RawPeer.CLOSE, true, close.payload());
                    client.close();
                }
                stopping.join();
            }
        }
    }

    @Test
    void a_subprotocol_may_name_the_content_type() throws Exception {
        String synapse = "synapse(contentType='application/json')";
        try (MediatedNode node = mediation(DISPATCH, FAULT, "\"content_type_from_subprotocol\": true")) {
            BlockingQueue<Invocation> in = node.record("esb.in");
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            try (RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                assertThat(client.request("/chat", "Sec-WebSocket-Protocol: " + synapse))
                        .contains("Sec-WebSocket-Protocol: " + synapse + "\r\n");
                ScriptedBackend.Accepted accepted = server.accept();
                assertThat(accepted.header("Sec-WebSocket-Protocol")).isEmpty();
                RawPeer backend = accepted.welcome();
                client.sendText("{\"a\": [1, true]}");
                Invocation message = MediatedNode.next(in, "message");
                assertThat(message.kwargs().at("/data/a/0").asInt()).isEqualTo(1);
                assertThat(message.kwarg("content_type", String.class)).isEqualTo("application/json");
                assertThat(message.kwarg("subprotocol", String.class)).isEqualTo(synapse);
                assertThat(backend.read().text()).isEqualTo("{\"a\": [1, true]}");
                client.sendText("no JSON");
                assertThat(client.readClose().closeCode()).isEqualTo(1007);
                assertThat(MediatedNode.next(faults).kwargs().at("/error/uri").asText())
                        .isEqualTo("wamp.error.invalid_argument");
            }
        }
    }

    @Test
    void the_default_content_type_decides_on_other_clients() throws Exception {
        try (MediatedNode node =
                MediatedNode.start(directory, DISPATCH, "\"default_content_type\": \"application/json\"")) {
            node.session()
                    .register(
                            "esb.in",
                            invocation -> invocation.kwargs().path("data").path("name"));
            try (RawPeer client = node.node().open("/chat")) {
                client.sendText("{\"name\": \"joe\"}");
                assertThat(client.read().text()).isEqualTo("\"joe\"");
            }
        }
        try (MediatedNode node = MediatedNode.start(directory, DISPATCH, "\"default_content_type\": \"text/xml\"")) {
            node.session()
                    .register("esb.in", invocation -> invocation.arguments().kwargOr("data", String.class, null));
            try (RawPeer client = node.node().open("/chat")) {
                client.sendText("<a/>");
                assertThat(client.read().text()).isEqualTo("<a/>");
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_message_in_fragments_is_one_message_for_the_procedure() throws Exception {
        try (MediatedNode node = mediation(DISPATCH)) {
            BlockingQueue<Invocation> in = node.record("esb.in");
            try (RelayedPair pair = node.pair(server)) {
                pair.client().send(RawPeer.TEXT, false, utf8("one "));
                pair.client().send(RawPeer.PING, true, new byte[] {1, 2});
                assertThat(pair.client().read().payload()).containsExactly(1, 2);
                pair.client().send(RawPeer.CONTINUATION, true, utf8("two"));
                assertThat(MediatedNode.next(in, "message").kwarg("data", String.class))
                        .isEqualTo("one two");
                assertThat(pair.backend().read().text()).isEqualTo("one two");
            }
        }
    }
}
