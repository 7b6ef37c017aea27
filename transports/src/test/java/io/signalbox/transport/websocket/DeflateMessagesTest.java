package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Sizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages on the wire (RFC 7692 section 6, Framing, and section 7.2, Message Payload Transformation). */
class DeflateMessagesTest {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final String FORGETTING = "; server_no_context_takeover; client_no_context_takeover";
    private static final int TEXT = RawPeer.TEXT | RawPeer.RSV1;

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        start(0);
    }

    private void start(int fragmentBytes) throws IOException {
        node = new TestHost(
                TestHost.settings(
                        new Sizes(MAX_MESSAGE_BYTES, 0, 64 << 10, 256 << 10, fragmentBytes),
                        new DeflateSettings(false, false, 0, 64, MAX_MESSAGE_BYTES)),
                new RecordingAcceptor());
        node.acceptor.echo();
        node.acceptor.abortViolators();
    }

    @AfterEach
    void everything_is_given_back() {
        await().until(() -> node.counters.closed.sum() == node.counters.opened.sum());
        assertThat(node.deflate.reservedBytes()).isZero();
        assertThat(node.assembly.reservedBytes()).isZero();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", FORGETTING})
    void messages_are_compressed_both_ways_and_refer_to_earlier_ones_where_that_is_agreed_on(String parameters)
            throws Exception {
        try (DeflatePeer peer = open("wamp.2.json", parameters)) {
            int[] sizes = new int[3];
            for (int i = 0; i < sizes.length; i++) {
                String text = "some text that is long enough for both ".repeat(10);
                peer.send(publish(i + 1, text));
                RawPeer.Frame frame = peer.raw().read();
                assertThat(frame.isCompressed()).isTrue();
                assertThat(frame.isLast()).isTrue();
                assertThat(peer.inflate(frame)).isEqualTo("[50," + (i + 1) + ",{},[\"" + text + "\"]]");
                sizes[i] = frame.payload().length;
            }
            boolean takesOver = parameters.isEmpty();
            assertThat(sizes[1] < sizes[0] / 2).isEqualTo(takesOver);
        }
        assertThat(node.acceptor.only().requests()).containsExactly(1L, 2L, 3L);
        assertThat(node.counters.bytesAfterDeflate.sum()).isLessThan(node.counters.bytesDeflated.sum() / 2);
        assertThat(node.counters.bytesBeforeInflate.sum()).isLessThan(node.counters.bytesInflated.sum());
    }

    @Test
    void messages_of_every_length_arrive_in_frames_and_segments_of_every_length() throws Exception {
        Random random = new Random(7692);
        try (DeflatePeer peer = open("wamp.2.json", "")) {
            for (int size :
                    new int[] {0, 1, 100, 16_384 - 17, 16_384 - 16, 16_384 - 15, 32_768 - 16, 60_000, 1_000_000}) {
                byte[] text = new byte[size];
                for (int i = 0; i < size; i++) {
                    text[i] = (byte) ('a' + random.nextInt(1 + i % 26));
                }
                String message = publish(size + 1, new String(text, StandardCharsets.US_ASCII));
                byte[] compressed = peer.deflate(message.getBytes(StandardCharsets.UTF_8));
                int fragments = 1 + random.nextInt(4);
                for (int i = 0; i < fragments; i++) {
                    int from = compressed.length * i / fragments;
                    int to = compressed.length * (i + 1) / fragments;
                    peer.raw()
                            .send(i == 0 ? TEXT : RawPeer.CONTINUATION, i == fragments - 1, part(compressed, from, to));
                    if (i < fragments - 1) {
                        peer.raw().send(RawPeer.PING, true, new byte[] {1});
                        assertThat(peer.raw().read().opCode()).isEqualTo(RawPeer.PONG);
                    }
                }
                String echoed = peer.receive();
                assertThat(echoed).isEqualTo(message.replace("[16,", "[50,").replace("\"a.b\",", ""));
            }
        }
    }

    @Test
    void messages_that_are_too_short_or_would_not_become_shorter_travel_as_they_are() throws Exception {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        String incompressible = HexFormat.of().formatHex(noise, 0, 40);
        try (DeflatePeer peer = open("wamp.2.json", FORGETTING)) {
            peer.send(publish(1, "short"));
            RawPeer.Frame frame = peer.raw().read();
            assertThat(frame.isCompressed()).isFalse();
            assertThat(frame.text()).isEqualTo("[50,1,{},[\"short\"]]");
            peer.send(publish(2, incompressible));
            assertThat(peer.receive()).contains(incompressible);
        }
        try (DeflatePeer peer = open("wamp.2.cbor", FORGETTING)) {
            Accepted one = node.accepted(1);
            Payload payload = TestHost.SERIALIZERS.of(WireFormat.CBOR).payload(List.of(noise), Map.of());
            one.connection().send(OutboundFrame.single(new Result(3, Map.of(), payload)));
            one.connection().flush();
            assertThat(peer.raw().read().isCompressed()).isFalse();
        }
    }

    @Test
    void a_shared_event_is_compressed_once_for_all_who_remember_nothing() throws Exception {
        try (DeflatePeer first = open("wamp.2.json", FORGETTING);
                DeflatePeer second = open("wamp.2.json", "; server_no_context_takeover");
                DeflatePeer third = open("wamp.2.json", "");
                RawPeer plain = RawPeer.open(node.uri(), "wamp.2.json")) {
            OutboundFrame shared = OutboundFrame.shared(new Event(1, 2, Map.of(), text("x".repeat(20_000))));
            long heldBefore = node.outbound.reservedBytes();
            for (int i = 0; i < 4; i++) {
                node.accepted(i).connection().send(shared);
                node.accepted(i).connection().flush();
            }
            byte[] bytes = first.raw().read().payload();
            assertThat(second.raw().read().payload()).isEqualTo(bytes);
            int length = plain.read().payload().length;
            assertThat(third.receive()).hasSize(length);
            // Once for the two who share it, and once for the one who takes it over.
            assertThat(node.counters.bytesDeflated.sum()).isEqualTo(2L * length);
            await().until(() -> node.outbound.reservedBytes() == heldBefore);
        }
    }

    @Test
    void a_long_message_is_compressed_and_then_cut_into_fragments() throws Exception {
        everything_is_given_back();
        start(1_000);
        byte[] noise = new byte[30_000];
        new Random(2).nextBytes(noise);
        String text = HexFormat.of().formatHex(noise);
        for (String parameters : new String[] {"", FORGETTING}) {
            try (DeflatePeer peer = open("wamp.2.json", parameters)) {
                peer.send(publish(1, text));
                RawPeer.Frame frame = peer.raw().read();
                assertThat(frame.isCompressed()).isTrue();
                assertThat(frame.isLast()).isFalse();
                assertThat(frame.payload()).hasSize(1_000);
                assertThat(peer.receive(frame)).isEqualTo("[50,1,{},[\"" + text + "\"]]");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "49, 1002",
        "48, 1002",
        "4a, 1002",
        "58, 1002",
        "21, 1002",
        "11, 1002",
        "71, 1002",
        "61, 1002",
        "43, 1002"
    })
    void a_reserved_bit_is_refused_unless_it_begins_a_compressed_message(String opcode, int code) throws Exception {
        try (DeflatePeer peer = open("wamp.2.json", "")) {
            if (opcode.equals("4a")) {
                peer.raw().send(TEXT, false, new byte[0]);
            }
            peer.raw().send(Integer.parseInt(opcode, 16), true, new byte[] {1});
            assertThat(peer.raw().readClose().closeCode()).isEqualTo(code);
        }
        try (DeflatePeer peer = open("wamp.2.json", "")) {
            peer.raw().send(TEXT, false, new byte[0]);
            peer.raw().send(RawPeer.CONTINUATION | RawPeer.RSV1, true, new byte[0]);
            assertThat(peer.raw().readClose().closeCode()).isEqualTo(code);
        }
    }

    @Test
    void a_compressed_message_without_an_agreement_is_refused() throws Exception {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(TEXT, true, new byte[] {1});
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void what_cannot_be_decompressed_closes_with_1007() throws Exception {
        for (String payload : new String[] {"07ffffff", "ffffffffff", "4b04000000ffff06"}) {
            try (DeflatePeer peer = open("wamp.2.json", "")) {
                peer.raw().send(TEXT, true, HexFormat.of().parseHex(payload));
                RawPeer.Frame close = peer.raw().readClose();
                assertThat(close.closeCode()).isEqualTo(1007);
                assertThat(close.closeText()).startsWith("a message that cannot be decompressed: ");
            }
        }
    }

    @Test
    void text_that_is_not_utf_8_once_it_is_decompressed_closes_with_1007() throws Exception {
        try (DeflatePeer peer = open("wamp.2.json", "")) {
            byte[] message = publish(1, "text?").getBytes(StandardCharsets.UTF_8);
            message[message.length - 4] = (byte) 0xC3;
            peer.raw().send(TEXT, true, peer.deflate(message));
            RawPeer.Frame close = peer.raw().readClose();
            assertThat(close.closeCode()).isEqualTo(1007);
            assertThat(close.closeText()).isEqualTo("not valid UTF-8");
        }
    }

    /** A thousandth of it travels. The node has to stop before it has taken all. */
    @Test
    void a_small_message_that_becomes_too_large_is_stopped_while_it_grows() throws Exception {
        try (DeflatePeer peer = open("wamp.2.json", "")) {
            byte[] bomb = peer.deflate(new byte[64 << 20]);
            assertThat(bomb.length).isLessThan(MAX_MESSAGE_BYTES / 8);
            peer.raw().send(TEXT, true, bomb);
            assertThat(peer.raw().readClose().closeCode()).isEqualTo(1009);
        }
        assertThat(node.counters.bytesInflated.sum()).isBetween((long) MAX_MESSAGE_BYTES, 2L * MAX_MESSAGE_BYTES);
        assertThat(node.counters.tooLarge.sum()).isEqualTo(1);
    }

    /** The examples of RFC 7692, section 7.2.3, and a final block with nothing behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f248cdc9c90700",
                "000500faff48656c6c6f00",
                "f348cdc9c9070000",
                "f348cdc9c90700",
                "f248050000 00ffffcac9c90700"
            })
    void every_form_of_deflate_blocks_is_read_also_twice(String hello) throws Exception {
        byte[] compressed = HexFormat.of().parseHex(hello.replace(" ", ""));
        for (boolean takesOver : new boolean[] {false, true}) {
            MessageInflater inflater = new MessageInflater(takesOver, node.counters);
            DeflateScratch scratch = new DeflateScratch();
            for (int i = 0; i < 2; i++) {
                System.arraycopy(compressed, 0, scratch.compressed, 0, compressed.length);
                int bytes = inflater.inflate(scratch, compressed.length, true);
                assertThat(new String(scratch.inflated, 0, bytes, StandardCharsets.US_ASCII))
                        .isEqualTo("Hello");
                assertThat(inflater.endsMessage()).isTrue();
            }
            inflater.end();
        }
    }

    private DeflatePeer open(String subprotocol, String parameters) throws IOException {
        int before = node.acceptor.accepted().size();
        DeflatePeer peer = new DeflatePeer(node.uri(), subprotocol, parameters);
        node.accepted(before);
        return peer;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static Payload text(String text) {
        return TestHost.SERIALIZERS.of(WireFormat.JSON).payload(List.of(text), Map.of());
    }

    private static String publish(long request, String text) {
        return "[16," + request + ",{},\"a.b\",[\"" + text + "\"]]";
    }
}
