package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frames between a client and its backend. */
class RelayTest {
    private static final int FIN = 0x80;

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private GatewayNode node(String... members) throws IOException {
        return GatewayNode.start(directory, "\"proxy\": " + server.item(members));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** The next message with its frames joined. */
    private static byte[] message(RawPeer peer, int opcode) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        RawPeer.Frame frame = peer.read();
        assertThat(frame.opCode()).isEqualTo(opcode);
        message.write(frame.payload());
        while (!frame.isLast()) {
            frame = peer.read();
            assertThat(frame.opCode()).isEqualTo(RawPeer.CONTINUATION);
            message.write(frame.payload());
        }
        return message.toByteArray();
    }

    @Test
    void messages_of_every_length_and_kind_arrive_as_they_were_sent() throws Exception {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 200_000, 1 << 20}) {
                byte[] sent = bytes(length);
                CompletableFuture<byte[]> there = RelayedPair.inParallel(() -> message(pair.backend(), RawPeer.BINARY));
                pair.client().send(RawPeer.BINARY, true, sent);
                assertThat(there.get()).as("%s bytes to the backend", length).isEqualTo(sent);
                CompletableFuture<byte[]> back = RelayedPair.inParallel(() -> message(pair.client(), RawPeer.BINARY));
                pair.backend().send(RawPeer.BINARY, true, sent);
                assertThat(back.get()).as("%s bytes to the client", length).isEqualTo(sent);
            }
            String text = "\u00e4\u20ac\ud83d\ude00".repeat(30_000);
            CompletableFuture<byte[]> there = RelayedPair.inParallel(() -> message(pair.backend(), RawPeer.TEXT));
            pair.client().sendText(text);
            assertThat(new String(there.get(), StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void a_long_message_streams_in_both_directions_unchanged() throws Exception {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            assertStreams(pair.client(), pair.backend());
            assertStreams(pair.backend(), pair.client());
        }
    }

    /** Sends one message of 48 MiB, in three frames. */
    private static void assertStreams(RawPeer from, RawPeer to) throws Exception {
        int frameBytes = 16 << 20;
        CRC32C sent = new CRC32C();
        CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
            for (int i = 0; i < 3; i++) {
                byte[] payload = new byte[frameBytes];
                new Random(i).nextBytes(payload);
                sent.update(payload);
                from.send(i == 0 ? RawPeer.BINARY : RawPeer.CONTINUATION, i == 2, payload);
            }
            return null;
        });
        CRC32C received = new CRC32C();
        long bytes = 0;
        RawPeer.Frame frame = to.read();
        assertThat(frame.opCode()).isEqualTo(RawPeer.BINARY);
        while (true) {
            bytes += frame.payload().length;
            received.update(frame.payload());
            if (frame.isLast()) {
                break;
            }
            frame = to.read();
            assertThat(frame.opCode()).isEqualTo(RawPeer.CONTINUATION);
        }
        sending.get();
        assertThat(bytes).isEqualTo(3L * frameBytes);
        assertThat(received.getValue()).isEqualTo(sent.getValue());
    }

    @Test
    void a_frame_of_usual_length_stays_one_frame_however_its_bytes_arrive() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            byte[] payload = bytes(300);
            for (byte octet : pair.client().frameOf(FIN | RawPeer.BINARY, payload)) {
                pair.client().write(new byte[] {octet});
            }
            RawPeer.Frame frame = pair.backend().read();
            assertThat(frame.isLast()).isTrue();
            assertThat(frame.payload()).isEqualTo(payload);
        }
    }

    @Test
    void the_fragments_of_a_message_stay_a_message_with_a_ping_between_them() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.TEXT, false, "one ".getBytes(StandardCharsets.UTF_8));
            pair.client().send(RawPeer.PING, true, new byte[] {1, 2});
            RawPeer.Frame pong = pair.client().read();
            assertThat(pong.opCode()).isEqualTo(RawPeer.PONG);
            assertThat(pong.payload()).containsExactly(1, 2);
            pair.client().send(RawPeer.CONTINUATION, true, "two".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(message(pair.backend(), RawPeer.TEXT), StandardCharsets.UTF_8))
                    .isEqualTo("one two");
        }
    }

    @Test
    void a_ping_is_answered_within_a_long_frame_of_the_other_side() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            byte[] head = {(byte) (FIN | RawPeer.BINARY), 127, 0, 0, 0, 0, 0, 3, 0x0D, 0x40};
            pair.backend().write(head);
            pair.backend().write(bytes(100_000));
            assertThat(pair.client().read().opCode()).isEqualTo(RawPeer.BINARY);
            pair.client().send(RawPeer.PING, true, new byte[] {9});
            RawPeer.Frame frame = pair.client().read();
            while (frame.opCode() == RawPeer.CONTINUATION) {
                frame = pair.client().read();
            }
            assertThat(frame.opCode()).isEqualTo(RawPeer.PONG);
            assertThat(frame.payload()).containsExactly(9);
        }
    }

    @Test
    void close_codes_and_texts_pass_in_both_directions() throws IOException {
        try (GatewayNode node = node()) {
            for (int code :
                    new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999}) {
                RelayedPair pair = RelayedPair.open(node, server);
                pair.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, "bye \u20ac"));
                RawPeer.Frame there = pair.backend().readClose();
                assertThat(there.payload()).isEqualTo(RawPeer.closePayload(code, "bye \u20ac"));
                pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, "well"));
                assertThat(pair.client().readClose().payload()).isEqualTo(RawPeer.closePayload(code, "well"));
                assertThat(pair.client().atEnd()).isTrue();
                pair.close();
                RelayedPair other = RelayedPair.open(node, server);
                other.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, ""));
                assertThat(other.client().readClose().closeCode()).isEqualTo(code);
                other.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, ""));
                assertThat(other.backend().readClose().closeCode()).isEqualTo(code);
                other.close();
            }
        }
    }

    @Test
    void a_close_without_a_code_passes_without_a_code() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.backend().send(RawPeer.CLOSE, true, new byte[0]);
            assertThat(pair.client().readClose().payload()).isEmpty();
        }
    }

    @Test
    void codes_that_no_frame_may_carry_become_internal_errors() throws IOException {
        try (GatewayNode node = node()) {
            for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535}) {
                try (RelayedPair pair = RelayedPair.open(node, server)) {
                    pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(code, ""));
                    assertThat(pair.client().readClose().closeCode())
                            .as("code %s", code)
                            .isEqualTo(1011);
                    assertThat(pair.backend().readClose().closeCode()).isEqualTo(1002);
                }
            }
        }
    }

    @Test
    void a_side_that_ends_without_a_close_is_an_internal_error_for_the_other() throws IOException {
        try (GatewayNode node = node()) {
            RelayedPair ended = RelayedPair.open(node, server);
            ended.backend().close();
            RawPeer.Frame close = ended.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeText()).isEqualTo("The backend closed the connection without a close frame");
            RelayedPair reset = RelayedPair.open(node, server);
            reset.backend().reset();
            assertThat(reset.client().readClose().closeCode()).isEqualTo(1011);
            RelayedPair left = RelayedPair.open(node, server);
            left.client().close();
            assertThat(left.backend().readClose().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void the_close_of_a_backend_that_ends_within_a_frame_is_readable() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            byte[] head = {(byte) (FIN | RawPeer.BINARY), 127, 0, 0, 0, 0, 0, 3, 0x0D, 0x40};
            pair.backend().write(head);
            pair.backend().write(bytes(50_000));
            pair.backend().close();
            assertThat(pair.client().readClose().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void both_sides_may_close_at_once() throws IOException {
        try (GatewayNode node = node()) {
            RelayedPair pair = RelayedPair.open(node, server);
            pair.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(4001, "client"));
            pair.backend().send(RawPeer.CLOSE, true, RawPeer.closePayload(4002, "backend"));
            assertThat(pair.client().readClose().closeCode()).isEqualTo(4002);
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(4001);
            assertThat(pair.client().atEnd()).isTrue();
            pair.close();
        }
    }

    @Test
    void a_backend_that_does_not_answer_a_close_is_left_after_the_close_timeout() throws IOException {
        try (GatewayNode node = node("\"options\": {\"close_handshake_timeout\": 1000}");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.CLOSE, true, RawPeer.closePayload(4001, "bye"));
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(4001);
            assertThat(pair.client().readClose().payload()).isEqualTo(RawPeer.closePayload(4001, "bye"));
            assertThat(pair.backend().atEnd()).isTrue();
        }
    }

    @Test
    void violations_close_the_violating_side_with_their_code() throws IOException {
        try (GatewayNode node = node("\"options\": {\"max_message_size\": 1000}")) {
            byte[] overlong = {(byte) 0xC0, (byte) 0x80};
            byte[] cut = {(byte) 0xE2, (byte) 0x82};
            assertViolation(node, pair -> pair.client().send(RawPeer.TEXT, true, overlong), 1007, 1011);
            assertViolation(node, pair -> pair.client().send(RawPeer.TEXT, true, cut), 1007, 1011);
            assertViolation(node, pair -> pair.client().send(RawPeer.BINARY, true, new byte[1001]), 1009, 1001);
            assertViolation(
                    node,
                    pair -> {
                        pair.client().send(RawPeer.BINARY, false, new byte[600]);
                        pair.client().send(RawPeer.CONTINUATION, true, new byte[401]);
                    },
                    1009,
                    1001);
            assertViolation(node, pair -> pair.client().send(RawPeer.PING, true, new byte[126]), 1002, 1011);
            assertViolation(node, pair -> pair.client().send(3, true, new byte[1]), 1002, 1011);
            assertViolation(node, pair -> pair.client().send(RawPeer.CONTINUATION, true, new byte[1]), 1002, 1011);
        }
    }

    private interface Violation {
        void of(RelayedPair pair) throws IOException;
    }

    private void assertViolation(GatewayNode node, Violation violation, int code, int otherCode) throws IOException {
        try (RelayedPair pair = RelayedPair.open(node, server)) {
            violation.of(pair);
            assertThat(pair.client().readClose().closeCode()).isEqualTo(code);
            RawPeer.Frame other = pair.backend().readClose();
            assertThat(other.closeCode()).isEqualTo(otherCode);
            assertThat(other.payload().length).isBetween(3, 125);
        }
    }

    @Test
    void a_violation_behind_a_message_does_not_lose_the_message() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            byte[] good = pair.client().frameOf(FIN | RawPeer.TEXT, "good".getBytes(StandardCharsets.UTF_8));
            byte[] bad = pair.client().frameOf(FIN | RawPeer.TEXT, new byte[] {(byte) 0xFF});
            byte[] both = new byte[good.length + bad.length];
            System.arraycopy(good, 0, both, 0, good.length);
            System.arraycopy(bad, 0, both, good.length, bad.length);
            pair.client().write(both);
            assertThat(pair.backend().read().text()).isEqualTo("good");
            assertThat(pair.client().readClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void a_session_without_messages_ends_after_the_idle_time() throws IOException {
        try (GatewayNode node = node("\"idle_timeout\": 1000", "\"options\": {\"auto_ping_interval\": 1000}");
                RelayedPair pair = RelayedPair.open(node, server)) {
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeText()).isEqualTo("Idle timeout");
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void a_silent_peer_is_cut_and_the_other_side_is_told() throws IOException {
        try (GatewayNode node = node("\"options\": {\"auto_ping_interval\": 1000, \"auto_ping_timeout\": 2000}");
                RelayedPair pair = RelayedPair.open(node, server)) {
            CompletableFuture<Boolean> answering = RelayedPair.inParallel(() -> {
                RawPeer.Frame frame = pair.client().read();
                while (frame.opCode() == RawPeer.PING) {
                    pair.client().send(RawPeer.PONG, true, frame.payload());
                    frame = pair.client().read();
                }
                return frame.opCode() == RawPeer.CLOSE && frame.closeCode() == 1011;
            });
            assertThat(answering.join()).isTrue();
            assertThat(pair.backend().read().opCode()).isEqualTo(RawPeer.PING);
            assertThat(pair.backend().atEnd()).isTrue();
        }
    }

    @Test
    void a_side_that_takes_nothing_stops_the_other_and_is_closed_after_the_write_timeout() throws Exception {
        try (GatewayNode node = node("\"options\": {\"write_timeout\": 1000}");
                RelayedPair pair = RelayedPair.open(node, server)) {
            flood(pair.backend());
            RawPeer.Frame close = pair.backend().readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("The client is too slow");
            RelayedPair next = RelayedPair.open(node, server);
            next.client().sendText("unharmed");
            assertThat(next.backend().read().text()).isEqualTo("unharmed");
            next.close();
        }
    }

    /** Returns the bytes that the peer has written, until it cannot write any more. */
    private static AtomicLong flood(RawPeer peer) {
        AtomicLong sent = new AtomicLong();
        Thread.ofVirtual().start(() -> {
            byte[] frame = peer.frameOf(FIN | RawPeer.BINARY, new byte[16_000]);
            try {
                while (true) {
                    peer.write(frame);
                    sent.addAndGet(frame.length);
                }
            } catch (IOException e) {
                sent.incrementAndGet();
            }
        });
        return sent;
    }

    @Test
    void nothing_is_queued_for_a_side_that_takes_nothing() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            for (RawPeer fast : new RawPeer[] {pair.backend(), pair.client()}) {
                AtomicLong sent = flood(fast);
                long[] seen = {0, 0};
                Patience.await().until(() -> {
                    seen[1] = sent.get() == seen[0] && seen[0] > 0 ? seen[1] + 1 : 0;
                    seen[0] = sent.get();
                    return seen[1] == 40;
                });
                // What the sockets of both legs hold.
                assertThat(sent.get()).isLessThan(48L << 20);
            }
        }
    }

    @Test
    void a_slow_side_gets_everything_in_order() throws Exception {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            int count = 2_000;
            CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
                for (int i = 0; i < count; i++) {
                    pair.client().sendText(i + " " + "x".repeat(8_000));
                }
                return null;
            });
            for (int i = 0; i < count; i++) {
                assertThat(new String(message(pair.backend(), RawPeer.TEXT), StandardCharsets.UTF_8))
                        .startsWith(i + " x")
                        .hasSize(8_001 + String.valueOf(i).length());
            }
            sending.get();
        }
    }
}
