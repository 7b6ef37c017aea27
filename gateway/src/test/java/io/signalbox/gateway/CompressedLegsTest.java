package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.websocket.DeflatePeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions of which one leg is compressed, or both. */
class CompressedLegsTest {
    private static final String BOTH =
            "\"options\": {\"compression\": {\"deflate\": {}}, \"backend_compression\": {\"deflate\": {}}}";
    private static final String EXTENSION = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int COMPRESSED_TEXT = RawPeer.TEXT | RawPeer.RSV1;
    private static final int COMPRESSED_BINARY = RawPeer.BINARY | RawPeer.RSV1;
    private static final int FIN = 0x80;

    /** Offer or answer of a peer that does not compress. */
    private static final String PLAIN = "plain";

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    /** Both peers of a session, which compress if their leg is compressed. */
    private record Pair(DeflatePeer client, DeflatePeer backend) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            backend.close();
        }
    }

    private GatewayNode node(String... members) throws IOException {
        return GatewayNode.start(directory, "\"proxy\": " + server.item(members));
    }

    private static DeflatePeer client(GatewayNode node, String offer) throws IOException {
        RawPeer raw = RawPeer.dial(node.uri("/"));
        if (!offer.equals(PLAIN)) {
            return new DeflatePeer(raw, "/proxy", EXTENSION + offer);
        }
        assertThat(raw.request("/proxy")).startsWith("HTTP/1.1 101").doesNotContain("Extensions");
        return new DeflatePeer(raw, "");
    }

    /** Connects a client that makes an offer with a backend that gives an answer. */
    private Pair open(GatewayNode node, String offer, String answer) throws IOException {
        CompletableFuture<DeflatePeer> client = RelayedPair.inParallel(() -> client(node, offer));
        ScriptedBackend.Accepted accepted = server.accept();
        RawPeer backend = answer.equals(PLAIN) ? accepted.welcome() : accepted.welcome(EXTENSION + answer);
        return new Pair(client.join(), new DeflatePeer(backend, answer));
    }

    private static byte[] text(int length) {
        return "all work and no play makes Jack a dull boy, "
                .repeat(length / 44 + 1)
                .substring(0, length)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest(name = "client {0}, backend {1}")
    @CsvSource({
        "'', plain",
        "plain, ''",
        "'', ''",
        "; server_no_context_takeover; client_no_context_takeover, plain",
        "plain, ; server_no_context_takeover; client_no_context_takeover",
        "; server_no_context_takeover, ; client_no_context_takeover",
        "plain, plain"
    })
    void messages_pass_whichever_leg_is_compressed(String offer, String answer) throws Exception {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, offer, answer)) {
            boolean isClientCompressed = !offer.equals(PLAIN);
            boolean isBackendCompressed = !answer.equals(PLAIN);
            for (int length : new int[] {0, 5, 255, 256, 16_384, 40_000, 300_000}) {
                for (byte[] message : List.of(text(length), noise(length))) {
                    pass(pair.client(), isClientCompressed, pair.backend(), isBackendCompressed, message);
                    pass(pair.backend(), isBackendCompressed, pair.client(), isClientCompressed, message);
                }
            }
        }
    }

    private static void pass(
            DeflatePeer from, boolean isFromCompressed, DeflatePeer to, boolean isToCompressed, byte[] message)
            throws Exception {
        CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
            byte[] payload = isFromCompressed ? from.deflate(message) : message;
            int opcode = isFromCompressed ? COMPRESSED_BINARY : RawPeer.BINARY;
            if (payload.length < 1_000) {
                from.raw().send(opcode, true, payload);
            } else {
                from.raw().send(opcode, false, Arrays.copyOf(payload, 700));
                from.raw().send(RawPeer.CONTINUATION, true, Arrays.copyOfRange(payload, 700, payload.length));
            }
            return null;
        });
        RawPeer.Frame first = to.raw().read();
        assertThat(first.opCode()).isEqualTo(RawPeer.BINARY);
        if (!isToCompressed || message.length < 256) {
            assertThat(first.isCompressed()).as("%s bytes", message.length).isFalse();
        } else if (message[0] == 'a') {
            assertThat(first.isCompressed()).as("%s bytes", message.length).isTrue();
        }
        assertThat(to.receiveBytes(first)).isEqualTo(message);
        sending.get();
    }

    @Test
    void without_the_keys_nothing_is_agreed_on_and_nothing_is_offered() throws IOException {
        try (GatewayNode node = node()) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy", EXTENSION));
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(accepted.head()).doesNotContain("Extensions");
            accepted.welcome();
            assertThat(answer.join()).startsWith("HTTP/1.1 101").doesNotContain("Extensions");
        }
        try (GatewayNode node = node("\"options\": {\"backend_compression\": {\"deflate\": {}}}")) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy", EXTENSION));
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(accepted.header("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
            accepted.welcome(EXTENSION);
            assertThat(answer.join()).startsWith("HTTP/1.1 101").doesNotContain("Extensions");
        }
    }

    @Test
    void a_backend_whose_answer_the_offer_does_not_permit_is_a_bad_gateway() throws IOException {
        try (GatewayNode node = node(BOTH)) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy"));
            server.accept().welcome(EXTENSION + "; client_max_window_bits=9");
            assertThat(answer.join()).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void a_ping_within_a_compressed_message_is_answered_at_once() throws Exception {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, "", PLAIN)) {
            byte[] payload = pair.client().deflate(noise(50_000));
            pair.client().raw().send(COMPRESSED_BINARY, false, Arrays.copyOf(payload, 20_000));
            pair.client().raw().send(RawPeer.PING, true, new byte[] {3});
            assertThat(pair.client().raw().read().payload()).containsExactly(3);
            pair.client().raw().send(RawPeer.CONTINUATION, true, Arrays.copyOfRange(payload, 20_000, payload.length));
            assertThat(pair.backend().receiveBytes(pair.backend().raw().read())).isEqualTo(noise(50_000));
        }
    }

    @ParameterizedTest(name = "client {0}, backend {1}")
    @CsvSource({"'', plain", "plain, ''", "'', ''", "plain, plain"})
    void messages_that_precede_the_backend_pass_in_order(String offer, String answer) throws Exception {
        try (GatewayNode node = node("\"accept\": \"before-backend\"", BOTH);
                DeflatePeer client = client(node, offer)) {
            ScriptedBackend.Accepted accepted = server.accept();
            int opcode = offer.equals(PLAIN) ? RawPeer.BINARY : COMPRESSED_BINARY;
            for (int i = 0; i < 100; i++) {
                byte[] message = text(1_000 + i);
                client.raw().send(opcode, true, offer.equals(PLAIN) ? message : client.deflate(message));
            }
            client.raw().send(RawPeer.PING, true, new byte[] {7});
            RawPeer raw = answer.equals(PLAIN) ? accepted.welcome() : accepted.welcome(EXTENSION + answer);
            try (DeflatePeer backend = new DeflatePeer(raw, answer)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(backend.receiveBytes(raw.read())).isEqualTo(text(1_000 + i));
                }
                assertThat(client.raw().read().opCode()).isEqualTo(RawPeer.PONG);
                pass(client, !offer.equals(PLAIN), backend, !answer.equals(PLAIN), text(2_000));
                pass(backend, !answer.equals(PLAIN), client, !offer.equals(PLAIN), text(3_000));
            }
        }
    }

    /** Returns a message of zeros in its compressed form. */
    private static byte[] bomb(DeflatePeer peer, int mebibytes) {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        byte[] block = peer.deflate(zeros);
        for (int i = 0; i < mebibytes; i++) {
            // Each block of a stream that is flushed ends with the four bytes that the last one leaves out.
            blocks.writeBytes(block);
            blocks.writeBytes(i < mebibytes - 1 ? new byte[] {0, 0, -1, -1} : new byte[0]);
        }
        return blocks.toByteArray();
    }

    @Test
    void a_message_that_grows_beyond_the_limit_is_stopped_while_it_grows() throws IOException {
        String options = "\"options\": {\"max_message_size\": 1000000, \"compression\": {\"deflate\": {}}}";
        try (GatewayNode node = node(options);
                Pair pair = open(node, "", PLAIN)) {
            byte[] bomb = bomb(pair.client(), 1_024);
            assertThat(bomb.length).isLessThan(2 << 20);
            RelayedPair.inParallel(() -> {
                pair.client().raw().send(COMPRESSED_BINARY, true, bomb);
                return null;
            });
            long received = 0;
            RawPeer.Frame frame = pair.backend().raw().read();
            while (frame.opCode() != RawPeer.CLOSE) {
                received += frame.payload().length;
                frame = pair.backend().raw().read();
            }
            assertThat(received).isLessThanOrEqualTo(1_000_000);
            assertThat(frame.closeCode()).isEqualTo(1001);
            assertThat(pair.client().raw().readClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void a_message_of_exactly_the_limit_passes_even_if_compression_does_not_shorten_it() throws Exception {
        String options = "\"options\": {\"max_message_size\": 5000, \"compression\": {\"deflate\": {}}}";
        try (GatewayNode node = node(options);
                Pair pair = open(node, "", PLAIN)) {
            byte[] compressed = pair.client().deflate(noise(5_000));
            assertThat(compressed.length).isGreaterThan(5_000);
            pair.client().raw().send(COMPRESSED_BINARY, true, compressed);
            assertThat(pair.backend().receiveBytes(pair.backend().raw().read())).isEqualTo(noise(5_000));
            pair.client().raw().send(RawPeer.BINARY, true, noise(5_001));
            assertThat(pair.client().raw().readClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void without_a_limit_a_message_that_grows_streams_to_a_side_that_reads_late() throws IOException {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, "", PLAIN)) {
            int mebibytes = 64;
            byte[] bomb = bomb(pair.client(), mebibytes);
            AtomicLong sent = new AtomicLong();
            RelayedPair.inParallel(() -> {
                for (int i = 0; i < 1_000; i++) {
                    pair.client().raw().send(COMPRESSED_BINARY, true, bomb);
                    sent.addAndGet(bomb.length);
                }
                return null;
            });
            long[] seen = {0, 0};
            Patience.await().until(() -> {
                seen[1] = sent.get() == seen[0] && seen[0] > 0 ? seen[1] + 1 : 0;
                seen[0] = sent.get();
                return seen[1] == 40;
            });
            // What the sockets of the leg of the client hold: the gateway has stopped within one message.
            assertThat(sent.get()).isLessThan(48L << 20);
            long received = 0;
            RawPeer.Frame frame = pair.backend().raw().read();
            received += frame.payload().length;
            while (!frame.isLast()) {
                frame = pair.backend().raw().read();
                received += frame.payload().length;
            }
            assertThat(received).isEqualTo((long) mebibytes << 20);
        }
    }

    private interface Violation {
        void of(DeflatePeer client) throws IOException;
    }

    @Test
    void violations_of_a_compressed_client_have_their_codes() throws IOException {
        try (GatewayNode node = node(BOTH)) {
            byte[] invalid = {(byte) 0xC0, (byte) 0x80};
            byte[] cut = {'a', (byte) 0xE2, (byte) 0x82};
            assertViolation(node, client -> client.raw().send(COMPRESSED_TEXT, true, client.deflate(invalid)), 1007);
            assertViolation(node, client -> client.raw().send(COMPRESSED_TEXT, true, client.deflate(cut)), 1007);
            assertViolation(node, client -> client.raw().send(RawPeer.TEXT, true, cut), 1007);
            assertViolation(node, client -> client.raw().send(COMPRESSED_BINARY, true, new byte[] {7, 7, 7}), 1007);
            assertViolation(node, client -> client.raw().send(RawPeer.PING | RawPeer.RSV1, true, new byte[1]), 1002);
            assertViolation(
                    node,
                    client -> {
                        client.raw().send(RawPeer.TEXT, false, new byte[] {'a'});
                        client.raw().send(RawPeer.CONTINUATION | RawPeer.RSV1, true, new byte[1]);
                    },
                    1002);
        }
    }

    private void assertViolation(GatewayNode node, Violation violation, int code) throws IOException {
        try (Pair pair = open(node, "", "")) {
            violation.of(pair.client());
            assertThat(pair.client().raw().readClose().closeCode()).isEqualTo(code);
            assertThat(pair.backend().raw().readClose().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void a_compressed_message_without_an_agreement_is_a_violation() throws IOException {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, PLAIN, "")) {
            pair.client().raw().send(COMPRESSED_TEXT, true, pair.client().deflate(text(10)));
            assertThat(pair.client().raw().readClose().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void a_good_message_in_front_of_a_violation_arrives() throws Exception {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, "", PLAIN)) {
            byte[] good = pair.client()
                    .raw()
                    .frameOf(FIN | COMPRESSED_TEXT, pair.client().deflate(text(300)));
            byte[] bad = pair.client().raw().frameOf(FIN | RawPeer.TEXT, new byte[] {(byte) 0xFF});
            byte[] both = Arrays.copyOf(good, good.length + bad.length);
            System.arraycopy(bad, 0, both, good.length, bad.length);
            pair.client().raw().write(both);
            assertThat(pair.backend().receiveBytes(pair.backend().raw().read())).isEqualTo(text(300));
            assertThat(pair.client().raw().readClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void closes_pass_behind_compressed_messages() throws Exception {
        try (GatewayNode node = node(BOTH);
                Pair pair = open(node, "", "")) {
            byte[] message = pair.client()
                    .raw()
                    .frameOf(FIN | COMPRESSED_TEXT, pair.client().deflate(text(3_000)));
            byte[] close = pair.client().raw().frameOf(FIN | RawPeer.CLOSE, new byte[] {0x0F, (byte) 0xA1, 'x'});
            byte[] both = Arrays.copyOf(message, message.length + close.length);
            System.arraycopy(close, 0, both, message.length, close.length);
            pair.client().raw().write(both);
            assertThat(pair.backend().receiveBytes(pair.backend().raw().read())).isEqualTo(text(3_000));
            RawPeer.Frame there = pair.backend().raw().read();
            assertThat(there.closeCode()).isEqualTo(4001);
            assertThat(there.closeText()).isEqualTo("x");
        }
    }

    @Test
    void the_memory_of_compression_is_limited_and_given_back() throws IOException {
        String config = GatewayNode.config("\"proxy\": " + server.item(BOTH))
                .replace(
                        "\"id\": \"node1\"",
                        "\"id\": \"node1\", \"options\": {\"limits\": {\"max_compression_bytes\": 700000}}");
        try (GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
            // The offer for the backend precedes the agreement with the client, and takes the half for context
            // takeover.
            assertThat(offered(node)).isEqualTo("permessage-deflate");
            Patience.await().until(() -> offered(node).equals("permessage-deflate"));
            try (Pair first = open(node, "", "")) {
                CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy", EXTENSION));
                ScriptedBackend.Accepted accepted = server.accept();
                assertThat(accepted.header("Sec-WebSocket-Extensions"))
                        .isEqualTo("permessage-deflate; client_no_context_takeover");
                accepted.welcome();
                assertThat(answer.join()).contains(EXTENSION + "; server_no_context_takeover");
                accepted.close();
                first.client().raw().sendText("open");
                assertThat(first.backend().raw().read().text()).isEqualTo("open");
            }
            Patience.await().until(() -> offered(node).equals("permessage-deflate"));
        }
    }

    @Test
    void messages_that_begin_and_stop_pass_compressed_and_keep_no_memory() throws Exception {
        String options = "\"options\": {\"backend_compression\": {\"deflate\": {\"no_context_takeover\": true}}}";
        String config = GatewayNode.config("\"proxy\": " + server.item(options))
                .replace(
                        "\"id\": \"node1\"",
                        "\"id\": \"node1\", \"options\": {\"limits\": {\"max_compression_bytes\": 700000}}");
        List<Pair> pairs = new ArrayList<>();
        List<RawPeer.Frame> begun = new ArrayList<>();
        try (GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
            for (int i = 0; i < 10; i++) {
                Pair pair = open(node, PLAIN, "; client_no_context_takeover");
                pairs.add(pair);
                pair.client().raw().send(RawPeer.BINARY, false, text(1_000 + i));
                RawPeer.Frame first = pair.backend().raw().read();
                assertThat(first.isCompressed()).as("session %s", i).isTrue();
                begun.add(first);
            }
            for (int i = 0; i < pairs.size(); i++) {
                Pair pair = pairs.get(i);
                pair.client().raw().send(RawPeer.CONTINUATION, true, text(5_000));
                byte[] message = pair.backend().receiveBytes(begun.get(i));
                assertThat(Arrays.copyOf(message, 1_000 + i)).isEqualTo(text(1_000 + i));
                assertThat(Arrays.copyOfRange(message, 1_000 + i, message.length))
                        .isEqualTo(text(5_000));
            }
        } finally {
            for (Pair pair : pairs) {
                pair.close();
            }
        }
    }

    /** Returns the extension that a backend is offered which then refuses. */
    private String offered(GatewayNode node) throws IOException {
        CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy"));
        try (ScriptedBackend.Accepted accepted = server.accept()) {
            accepted.refuse("403 Forbidden");
            answer.join();
            return accepted.header("Sec-WebSocket-Extensions");
        }
    }
}
