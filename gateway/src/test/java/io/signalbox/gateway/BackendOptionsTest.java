package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of the backend, which come before those of the service for the connection to the backend. */
class BackendOptionsTest {
    private static final int FIN = 0x80;

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    /** @param ofService members of {@code options} of the service */
    private GatewayNode node(String ofBackend, String ofService) throws IOException {
        String item =
                """
                "proxy": {"type": "websocket-reverseproxy", "options": {%s},
                  "backend": {"url": "ws://127.0.0.1:%d/", "options": {%s}}}
                """;
        return GatewayNode.start(directory, item.formatted(ofService, server.port(), ofBackend));
    }

    @Test
    void limits_of_the_backend_are_not_those_of_the_client() throws IOException {
        try (GatewayNode node = node("\"max_message_size\": 1000, \"max_frame_size\": 600", "")) {
            try (RelayedPair pair = RelayedPair.open(node, server)) {
                pair.client().send(RawPeer.BINARY, true, new byte[2_000]);
                assertThat(pair.backend().read().payload()).hasSize(2_000);
                pair.backend().send(RawPeer.BINARY, false, new byte[500]);
                pair.backend().send(RawPeer.CONTINUATION, true, new byte[500]);
                assertThat(pair.client().read().payload()).hasSize(500);
                assertThat(pair.client().read().payload()).hasSize(500);
                pair.backend().send(RawPeer.BINARY, true, new byte[601]);
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1009);
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1001);
            }
            try (RelayedPair pair = RelayedPair.open(node, server)) {
                pair.backend().send(RawPeer.BINARY, false, new byte[600]);
                pair.backend().send(RawPeer.CONTINUATION, true, new byte[401]);
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1009);
            }
        }
        try (GatewayNode node = node("\"max_message_size\": 0", "\"max_message_size\": 1000");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.backend().send(RawPeer.BINARY, true, new byte[2_000]);
            assertThat(pair.client().read().payload()).hasSize(2_000);
            pair.client().send(RawPeer.BINARY, true, new byte[1_001]);
            assertThat(pair.client().readClose().closeCode()).isEqualTo(1009);
        }
    }

    /** The next message, and the lengths of its frames. */
    private record Fragments(int opCode, List<Integer> lengths, String text) {
        static Fragments read(RawPeer peer) throws IOException {
            RawPeer.Frame frame = peer.read();
            int opCode = frame.opCode();
            List<Integer> lengths = new ArrayList<>(List.of(frame.payload().length));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(frame.payload());
            while (!frame.isLast()) {
                frame = peer.read();
                assertThat(frame.opCode()).isEqualTo(RawPeer.CONTINUATION);
                lengths.add(frame.payload().length);
                all.write(frame.payload());
            }
            return new Fragments(opCode, lengths, all.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void long_frames_are_divided_for_the_side_that_wants_short_ones() throws IOException {
        String text = "0123456789".repeat(5);
        // The length is no multiple of that of a masking key.
        try (GatewayNode node = node("\"auto_fragment_size\": 21", "");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().sendText(text);
            assertThat(Fragments.read(pair.backend())).isEqualTo(new Fragments(RawPeer.TEXT, List.of(21, 21, 8), text));
            pair.client().sendText(text.substring(0, 21));
            assertThat(Fragments.read(pair.backend()).lengths()).containsExactly(21);
            pair.client().sendText("");
            assertThat(Fragments.read(pair.backend()).lengths()).containsExactly(0);
            pair.client().send(RawPeer.BINARY, false, text.getBytes(StandardCharsets.UTF_8));
            pair.client().send(RawPeer.CONTINUATION, true, "end".getBytes(StandardCharsets.UTF_8));
            assertThat(Fragments.read(pair.backend()))
                    .isEqualTo(new Fragments(RawPeer.BINARY, List.of(21, 21, 8, 3), text + "end"));
            pair.backend().sendText(text);
            assertThat(Fragments.read(pair.client()).lengths()).containsExactly(50);
        }
        try (GatewayNode node = node("\"auto_fragment_size\": 0", "\"auto_fragment_size\": 30");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.backend().sendText(text);
            assertThat(Fragments.read(pair.client())).isEqualTo(new Fragments(RawPeer.TEXT, List.of(30, 20), text));
            pair.client().sendText(text);
            assertThat(Fragments.read(pair.backend()).lengths()).containsExactly(50);
        }
    }

    @Test
    void a_frame_that_arrives_in_pieces_is_divided_as_well() throws IOException {
        String text = "0123456789".repeat(10_000);
        try (GatewayNode node = node("\"auto_fragment_size\": 1001", "");
                RelayedPair pair = RelayedPair.open(node, server)) {
            byte[] frame = pair.client().frameOf(FIN | RawPeer.TEXT, text.getBytes(StandardCharsets.UTF_8));
            CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
                for (int begin = 0; begin < frame.length; begin += 777) {
                    pair.client().write(Arrays.copyOfRange(frame, begin, Math.min(frame.length, begin + 777)));
                }
                return null;
            });
            Fragments read = Fragments.read(pair.backend());
            sending.join();
            assertThat(read.text()).isEqualTo(text);
            assertThat(read.lengths()).allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(1_001));
        }
    }

    @Test
    void messages_of_compressed_legs_are_divided_as_well() throws IOException {
        String text = "0123456789".repeat(5);
        try (GatewayNode node = node("\"auto_fragment_size\": 21", "\"compression\": {\"deflate\": {}}")) {
            CompletableFuture<RawPeer> opening = RelayedPair.inParallel(() -> {
                RawPeer peer = RawPeer.dial(node.uri("/"));
                assertThat(peer.request("/proxy", "Sec-WebSocket-Extensions: permessage-deflate"))
                        .contains("Sec-WebSocket-Extensions: permessage-deflate");
                return peer;
            });
            try (RawPeer backend = server.accept().welcome();
                    RawPeer client = opening.join()) {
                client.sendText(text);
                assertThat(Fragments.read(backend)).isEqualTo(new Fragments(RawPeer.TEXT, List.of(21, 21, 8), text));
            }
        }
    }

    @Test
    void a_backend_that_breaks_the_protocol_may_be_cut_without_a_close() throws IOException {
        byte[] invalid = {(byte) 0xFF};
        try (GatewayNode node = node("\"fail_by_drop\": true", "")) {
            try (RelayedPair pair = RelayedPair.open(node, server)) {
                pair.backend().send(RawPeer.TEXT, true, invalid);
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1011);
                assertEndsWithoutClose(pair.backend());
            }
            try (RelayedPair pair = RelayedPair.open(node, server)) {
                pair.client().send(RawPeer.TEXT, true, invalid);
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1007);
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1011);
            }
        }
        try (GatewayNode node = node("\"fail_by_drop\": false", "\"fail_by_drop\": true");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.TEXT, true, invalid);
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(1011);
            assertEndsWithoutClose(pair.client());
        }
    }

    private static void assertEndsWithoutClose(RawPeer peer) {
        // A CLOSE of the node would be read before the end.
        assertThatThrownBy(peer::read).isInstanceOf(IOException.class);
        assertThat(peer.atEnd()).isTrue();
    }

    @Test
    void a_backend_that_is_connected_and_does_not_answer_is_left_after_its_handshake_timeout() throws IOException {
        try (GatewayNode node = node("\"open_handshake_timeout\": 1000", "")) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy"));
            Accepted silent = server.accept();
            assertThat(answer.join()).startsWith("HTTP/1.1 504");
            assertThat(silent.peer().atEnd()).isTrue();
            RelayedPair.open(node, server).close();
        }
    }

    @Test
    void a_backend_that_does_not_answer_a_close_is_left_after_its_own_timeout() throws IOException {
        byte[] bye = {0x0F, (byte) 0xA1};
        // Without the option of the backend, the client would wait longer than the test.
        try (GatewayNode node = node("\"close_handshake_timeout\": 1000", "\"close_handshake_timeout\": 86400000");
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.CLOSE, true, bye);
            assertThat(pair.backend().readClose().payload()).isEqualTo(bye);
            assertThat(pair.client().readClose().payload()).isEqualTo(bye);
            assertThat(pair.client().atEnd()).isTrue();
            assertThat(pair.backend().atEnd()).isTrue();
        }
    }

    @Test
    void a_backend_that_takes_nothing_is_left_after_its_own_write_timeout() throws IOException {
        try (GatewayNode node = node("\"write_timeout\": 1000", "\"write_timeout\": 0");
                RelayedPair pair = RelayedPair.open(node, server)) {
            CompletableFuture<Void> flood = RelayedPair.inParallel(() -> {
                byte[] frame = pair.client().frameOf(FIN | RawPeer.BINARY, new byte[16_000]);
                while (true) {
                    pair.client().write(frame);
                }
            });
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("The backend is too slow");
            pair.client().close();
            assertThat(flood).failsWithin(Duration.ofSeconds(Patience.SECONDS));
        }
    }

    @Test
    void the_pings_of_the_backend_are_its_own() throws IOException {
        String pings = "\"auto_ping_interval\": 1000, \"auto_ping_timeout\": 1000, \"auto_ping_size\": 100,"
                + " \"auto_ping_restart_on_any_traffic\": false";
        try (GatewayNode node = node(pings, "\"auto_ping_interval\": 0");
                RelayedPair pair = RelayedPair.open(node, server)) {
            CompletableFuture<RawPeer.Frame> ping =
                    RelayedPair.inParallel(() -> pair.backend().read());
            // Messages do not count as an answer.
            while (!ping.isDone()) {
                pair.backend().sendText("I am here");
                assertThat(pair.client().read().text()).isEqualTo("I am here");
            }
            assertThat(ping.join().opCode()).isEqualTo(RawPeer.PING);
            assertThat(ping.join().payload()).hasSize(100);
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeText()).isEqualTo("The backend does not answer");
        }
    }

    @Test
    void compression_may_be_offered_to_the_backend_by_its_own_options() throws IOException {
        try (GatewayNode node = node("\"compression\": {\"deflate\": {}}", "")) {
            CompletableFuture<String> answer = RelayedPair.inParallel(
                    () -> node.request("/proxy", "Sec-WebSocket-Extensions: permessage-deflate"));
            Accepted accepted = server.accept();
            assertThat(accepted.header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
            accepted.welcome();
            assertThat(answer.join()).startsWith("HTTP/1.1 101").doesNotContain("Sec-WebSocket-Extensions");
        }
    }
}
