package io.signalbox.router.wire;

import static io.signalbox.router.wire.SocketPeer.BINARY;
import static io.signalbox.router.wire.SocketPeer.CONTINUATION;
import static io.signalbox.router.wire.SocketPeer.FIN;
import static io.signalbox.router.wire.SocketPeer.MASKED;
import static io.signalbox.router.wire.SocketPeer.PING;
import static io.signalbox.router.wire.SocketPeer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a peer writes into its socket, the node answers the next healthy client. */
class HostileInputTest {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    @RegisterExtension
    static final RunningNode NODE = RunningNode.withTransportOptions(
            "\"max_message_size\": 1048576, \"open_handshake_timeout\": 2000, \"close_handshake_timeout\": 3000");

    @AfterEach
    void a_healthy_client_is_served() {
        try (RawWampClient healthy = RawWampClient.join(NODE.uri(), "realm1")) {
            healthy.asks("[64, 1, {}, 'hostile.healthy']", "[65, 1, '*']");
            healthy.send("[48, 2, {}, 'hostile.healthy', [1]]");
            healthy.receives("[68, 1, '*', {}, [1]]");
            healthy.asks("[70, 1, {}, [2]]", "[50, 2, {}, [2]]");
        }
    }

    @Test
    void an_unmasked_frame_is_a_protocol_error() throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, concat(SocketPeer.head(FIN | TEXT, 0, 2), bytes("[]")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void reserved_bits_are_a_protocol_error(int bits) throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, SocketPeer.frame(FIN | bits | TEXT, bytes("[]")));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void unknown_opcodes_are_a_protocol_error(int opCode) throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, SocketPeer.frame(FIN | opCode, bytes("[]")));
    }

    @Test
    void text_that_is_not_utf8_is_told_so() throws IOException {
        assertFrameIsRefused(NOT_UTF8, SocketPeer.frame(FIN | TEXT, new byte[] {'[', '"', (byte) 0xC0, (byte) 0x80}));
        assertFrameIsRefused(NOT_UTF8, SocketPeer.frame(FIN | TEXT, new byte[] {'[', (byte) 0xFF}));
    }

    @Test
    void a_string_in_binary_that_is_not_utf8_is_a_protocol_error() throws IOException {
        byte[] publish = {(byte) 0x94, 16, 1, (byte) 0x80, (byte) 0xA2, (byte) 0xC0, (byte) 0x80};
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.msgpack")) {
            peer.send(FIN | BINARY, publish);
            assertThat(new String(peer.read().payload(), StandardCharsets.ISO_8859_1))
                    .contains("wamp.error.protocol_violation");
            assertThat(peer.readCloseCode()).isEqualTo(PROTOCOL_ERROR);
        }
    }

    @Test
    void an_oversized_control_frame_is_a_protocol_error() throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, SocketPeer.frame(FIN | PING, new byte[126]));
    }

    @Test
    void a_fragmented_control_frame_is_a_protocol_error() throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, SocketPeer.frame(PING, new byte[1]));
    }

    @Test
    void a_close_frame_of_one_byte_is_a_protocol_error() throws IOException {
        assertFrameIsRefused(PROTOCOL_ERROR, SocketPeer.frame(FIN | SocketPeer.CLOSE, new byte[1]));
    }

    @ParameterizedTest
    @ValueSource(longs = {MAX_MESSAGE_BYTES + 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
    void a_declared_length_beyond_the_limit_is_refused_unseen(long lengthBytes) throws IOException {
        assertFrameIsRefused(TOO_BIG, SocketPeer.head(FIN | TEXT, MASKED, lengthBytes));
    }

    @Test
    void a_negative_length_is_refused() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.write(SocketPeer.head(FIN | TEXT, MASKED, -1));
            assertThat(peer.isCut()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp.2.json", "wamp.2.json.batched", "wamp.2.msgpack", "wamp.2.cbor.batched"})
    void a_hello_without_an_end_is_refused_at_the_limit_of_handshakes(String subprotocol) throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), subprotocol)) {
            byte[] part = new byte[32 << 10];
            Arrays.fill(part, (byte) ' ');
            peer.send(subprotocol.contains("json") ? TEXT : BINARY, part);
            peer.send(CONTINUATION, part);
            peer.send(CONTINUATION, Arrays.copyOf(part, 1));

            assertThat(new String(peer.read().payload(), StandardCharsets.ISO_8859_1))
                    .contains("signalbox.error.limit_exceeded", "max_handshake_message_size is 65536");
            assertThat(peer.readCloseCode()).isEqualTo(TOO_BIG);
        }
    }

    @Test
    void a_hello_in_one_long_frame_is_refused_before_all_of_it_has_arrived() throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.json")) {
            byte[] frame = SocketPeer.frame(FIN | TEXT, new byte[MAX_MESSAGE_BYTES]);
            peer.write(Arrays.copyOf(frame, 100_000));

            assertThat(peer.read().text()).contains("max_handshake_message_size is 65536");
            assertThat(peer.readCloseCode()).isEqualTo(TOO_BIG);
        }
    }

    @Test
    void a_message_without_an_end_is_refused_at_the_limit() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            byte[] part = new byte[32 << 10];
            Arrays.fill(part, (byte) ' ');
            peer.send(TEXT, part);
            for (int sentBytes = part.length; sentBytes <= MAX_MESSAGE_BYTES; sentBytes += part.length) {
                peer.send(CONTINUATION, part);
            }
            assertThat(peer.readCloseCode()).isEqualTo(TOO_BIG);
        }
    }

    @Test
    void empty_fragments_without_an_end_cost_nothing() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.send(TEXT, new byte[0]);
            byte[] many = repeat(SocketPeer.frame(CONTINUATION, new byte[0]), 100_000);
            peer.write(many);
            peer.send(FIN | CONTINUATION, bytes("[32,1,{},\"hostile.fragments\"]"));
            assertThat(peer.read().text()).startsWith("[33,1,");
        }
    }

    @Test
    void header_bytes_that_come_slowly_are_cut_at_the_handshake_timeout() throws IOException {
        List<SocketPeer> slow = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SocketPeer peer = SocketPeer.dial(NODE.uri());
            peer.write(SocketPeer.handshake("/ws", "wamp.2.json").substring(0, 30 + i));
            slow.add(peer);
        }
        a_healthy_client_is_served();
        for (SocketPeer peer : slow) {
            assertThat(peer.isCut()).isTrue();
            peer.close();
        }
    }

    @Test
    void a_thousand_connections_that_say_nothing_hinder_nobody_and_are_cut() throws IOException {
        List<SocketPeer> silent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            silent.add(SocketPeer.dial(NODE.uri()));
        }
        a_healthy_client_is_served();
        for (SocketPeer peer : silent) {
            assertThat(peer.isCut()).isTrue();
            peer.close();
        }
    }

    @Test
    void a_flood_of_pings_is_answered_in_order_behind_nothing_else() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.write(repeat(SocketPeer.frame(FIN | PING, bytes("p")), 10_000));
            peer.sendText("[32,1,{},\"hostile.pings\"]");
            SocketPeer.Frame frame = peer.read();
            while (frame.opCode() == SocketPeer.PONG) {
                frame = peer.read();
            }
            assertThat(frame.text()).startsWith("[33,1,");
        }
    }

    @Test
    void connections_that_end_amid_a_message_leave_nothing_behind() throws IOException {
        for (int i = 0; i < 200; i++) {
            SocketPeer peer = SocketPeer.join(NODE.uri());
            byte[] frame = SocketPeer.frame(FIN | TEXT, bytes("[32,1,{},\"hostile.half\"]"));
            peer.write(Arrays.copyOf(frame, 1 + i % (frame.length - 1)));
            if (i % 2 == 0) {
                peer.reset();
            }
            peer.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "\u0000\u0000\u0000\u0000\r\n\r\n",
                "GET\r\n\r\n",
                "\u007f\u00f1\u0000\u0000",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET /ws HTTP/9.9\r\n\r\n"
            })
    void garbage_instead_of_a_handshake_is_cut(String garbage) throws IOException {
        try (SocketPeer peer = SocketPeer.dial(NODE.uri())) {
            peer.write(garbage.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.isCut()).isTrue();
        }
    }

    @Test
    void a_handshake_with_endless_headers_is_refused() throws IOException {
        try (SocketPeer peer = SocketPeer.dial(NODE.uri())) {
            peer.write("GET /ws HTTP/1.1\r\nHost: test\r\n" + "X-Filler: 0123456789\r\n".repeat(2_000));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 431");
            assertThat(peer.isCut()).isTrue();
        } catch (SocketException e) {
            // Cut while it was still writing: the answer may be lost with the connection.
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    @Test
    void an_upgrade_may_follow_a_request_and_precede_a_hello_in_one_write() throws IOException {
        try (SocketPeer peer = SocketPeer.dial(NODE.uri())) {
            byte[] hello = SocketPeer.frame(FIN | TEXT, bytes(SocketPeer.HELLO));
            String requests = "GET /ws HTTP/1.1\r\nHost: test\r\n\r\n" + SocketPeer.handshake("/ws", "wamp.2.json");
            peer.write(concat(bytes(requests), hello));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 200");
            String next = peer.readHead();
            while (!next.contains("HTTP/1.1 101")) {
                next = peer.readHead();
            }
            assertThat(peer.read().text()).startsWith("[2,");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp.2.json", "wamp.2.msgpack", "wamp.2.cbor"})
    void deep_nesting_is_a_violation_and_no_stack_overflow(String subprotocol) throws IOException {
        byte open = (byte) (subprotocol.endsWith("json") ? '[' : subprotocol.endsWith("cbor") ? 0x81 : 0x91);
        byte[] nested = new byte[60_000];
        Arrays.fill(nested, open);
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), subprotocol)) {
            peer.send(FIN | (subprotocol.endsWith("json") ? TEXT : BINARY), nested);
            assertThat(new String(peer.read().payload(), StandardCharsets.ISO_8859_1))
                    .contains("wamp.error.protocol_violation");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "9007199254740993", "18446744073709551616", "1e3", "1" + "000000000000000000000"})
    void ids_out_of_range_are_a_violation(String id) throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.sendText("[32," + id + ",{},\"hostile.ids\"]");
            assertThat(peer.read().text()).startsWith("[3,").contains("wamp.error.protocol_violation");
        }
    }

    @Test
    void uris_of_200_000_characters_or_components_are_refused() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.sendText("[32,1,{},\"" + "a".repeat(200_000) + "\"]");
            assertThat(peer.read().text()).startsWith("[8,32,1,").contains("wamp.error.invalid_uri");
            peer.sendText("[32,2,{\"match\":\"wildcard\"},\"" + ".".repeat(200_000) + "\"]");
            assertThat(peer.read().text()).startsWith("[8,32,2,").contains("wamp.error.invalid_uri");
            peer.sendText("[16,3,{\"acknowledge\":true},\"" + "a.".repeat(1_000) + "a\"]");
            assertThat(peer.read().text()).startsWith("[8,16,3,").contains("wamp.error.invalid_uri");
        }
    }

    @Test
    void a_session_may_subscribe_up_to_its_bound_and_leave() throws Exception {
        int bound = 100_000;
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            Thread writer = Thread.ofVirtual().start(() -> subscribe(peer, bound + 1));
            for (int request = 1; request <= bound; request++) {
                assertThat(peer.read().text()).startsWith("[33," + request + ",");
            }
            assertThat(peer.read().text())
                    .startsWith("[8,32," + (bound + 1) + ",")
                    .contains("limit_exceeded");
            writer.join();
        }
    }

    private static void subscribe(SocketPeer peer, int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        try {
            for (int request = 1; request <= count; request++) {
                String uri = request % 2 == 0 ? "\"hostile.t" + request + "\"" : "\"hostile." + request + "..x\"";
                String options = request % 2 == 0 ? "{}" : "{\"match\":\"wildcard\"}";
                frames.writeBytes(
                        SocketPeer.frame(FIN | TEXT, bytes("[32," + request + "," + options + "," + uri + "]")));
                if (frames.size() > 64 << 10 || request == count) {
                    peer.write(frames.toByteArray());
                    frames.reset();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertFrameIsRefused(int closeCode, byte[] frame) throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.write(concat(SocketPeer.frame(FIN | TEXT, bytes("[32,1,{},\"hostile.before\"]")), frame));
            assertThat(peer.read().text()).startsWith("[33,1,");
            assertThat(peer.read().text()).startsWith("[3,").contains("wamp.error.protocol_violation");
            assertThat(peer.readCloseCode()).isEqualTo(closeCode);
            assertThat(peer.isCut()).isTrue();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] repeat(byte[] frame, int times) {
        byte[] all = new byte[frame.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(frame, 0, all, i * frame.length, frame.length);
        }
        return all;
    }
}
