package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several messages in one frame, in both directions (spec: Message Batching). */
class BatchedSubprotocolTest {
    private static final String SEPARATOR = "\u001e";
    private static final String MISTAKEN_SEPARATOR = "\u0018";

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @ParameterizedTest
    @EnumSource(Wire.class)
    void all_messages_of_a_frame_are_answered_in_their_order(Wire wire) throws IOException {
        try (BatchPeer peer = new BatchPeer(wire, SEPARATOR)) {
            peer.send(
                    SocketPeer.HELLO,
                    "[32, 1, {}, \"batched.topic\"]",
                    "[16, 2, {\"acknowledge\": true, \"exclude_me\": false}, \"batched.topic\", [1]]",
                    "[48, 3, {}, \"batched.nobody\"]",
                    "[6, {}, \"wamp.close.close_realm\"]");
            assertThat(peer.next().get(0).intValue()).isEqualTo(2);
            JsonNode subscribed = peer.next();
            assertThat(subscribed.get(0).intValue()).isEqualTo(33);
            assertThat(peer.next().get(0).intValue()).isEqualTo(17);
            JsonNode event = peer.next();
            assertThat(event.get(0).intValue()).isEqualTo(36);
            assertThat(event.get(1).longValue()).isEqualTo(subscribed.get(2).longValue());
            assertThat(event.get(4).get(0).intValue()).isEqualTo(1);
            assertThat(peer.next().get(2).intValue()).isEqualTo(3);
            assertThat(peer.next().get(0).intValue()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SEPARATOR, MISTAKEN_SEPARATOR})
    void json_is_answered_with_the_separator_that_the_client_uses(String separator) throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.json.batched")) {
            peer.sendText(SocketPeer.HELLO + separator);
            assertThat(peer.read().text()).startsWith("[2,").endsWith("]" + separator);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void a_message_may_span_frames_of_one_websocket_message(Wire wire) throws IOException {
        try (BatchPeer peer = new BatchPeer(wire, SEPARATOR)) {
            byte[] batch = peer.encode(SocketPeer.HELLO, "[32, 1, {}, \"batched.topic\"]");
            int opCode = wire == Wire.JSON ? SocketPeer.TEXT : SocketPeer.BINARY;
            peer.socket.send(opCode, Arrays.copyOf(batch, 7));
            peer.socket.send(SocketPeer.FIN | SocketPeer.CONTINUATION, Arrays.copyOfRange(batch, 7, batch.length));
            assertThat(peer.next().get(0).intValue()).isEqualTo(2);
            assertThat(peer.next().get(0).intValue()).isEqualTo(33);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void too_long_a_head_is_refused_in_its_turn(Wire wire) throws IOException {
        try (BatchPeer peer = new BatchPeer(wire, SEPARATOR)) {
            peer.send(SocketPeer.HELLO);
            assertThat(peer.next().get(0).intValue()).isEqualTo(2);
            peer.send(
                    "[32, 1, {}, \"batched.topic\"]",
                    "[48, 2, {\"x\": \"" + "y".repeat(300_000) + "\"}, \"batched.nobody\"]",
                    "[32, 3, {}, \"batched.topic\"]");
            assertThat(peer.next().get(0).intValue()).isEqualTo(33);
            JsonNode error = peer.next();
            assertThat(error.get(2).intValue()).isEqualTo(2);
            assertThat(error.get(4).textValue()).isEqualTo("signalbox.error.limit_exceeded");
            assertThat(peer.next().get(0).intValue()).isEqualTo(33);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void what_stands_before_a_violation_is_answered_first(Wire wire) throws IOException {
        try (BatchPeer peer = new BatchPeer(wire, SEPARATOR)) {
            peer.send(SocketPeer.HELLO, "[32, 1, {}, \"batched.topic\"]", "[99, 1]", "[32, 2, {}, \"batched.topic\"]");
            assertThat(peer.next().get(0).intValue()).isEqualTo(2);
            assertThat(peer.next().get(0).intValue()).isEqualTo(33);
            JsonNode abort = peer.next();
            assertThat(abort.get(0).intValue()).isEqualTo(3);
            assertThat(abort.get(2).textValue()).isEqualTo("wamp.error.protocol_violation");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "@", "@@", "M", "M@@", "@M@", " @", "M@ ", "M@M", "M,M@", "[M]@", "M\n", "M\u001f", "M\u0000",
                "[32, 1@"
            })
    void a_batch_of_json_that_is_none_is_a_violation(String batch) throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.json.batched")) {
            peer.sendText(SocketPeer.HELLO + SEPARATOR);
            assertThat(peer.read().text()).startsWith("[2,");
            peer.sendText(batch.replace("M", "[32, 1, {}, \"batched.topic\"]").replace("@", SEPARATOR));
            SocketPeer.Frame answer = peer.read();
            if (answer.text().startsWith("[33,") && !answer.text().contains("[3,")) {
                answer = peer.read();
            }
            assertThat(answer.text()).contains("[3,").contains("\"wamp.error.protocol_violation\"]" + SEPARATOR);
            assertThat(peer.readCloseCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "000000",
                "00000000",
                "00000001",
                "7fffffff M",
                "ffffffff M",
                "04000000 M",
                "00000003 M",
                "00000005 M",
                "00000008 M M",
                "M",
                "00000004 M 00",
                "00000004 M 00000000",
                "00000004 M M"
            })
    void a_batch_whose_lengths_are_wrong_is_a_violation(String batch) throws IOException {
        try (BatchPeer peer = new BatchPeer(Wire.MSGPACK, SEPARATOR)) {
            peer.send(SocketPeer.HELLO);
            assertThat(peer.next().get(0).intValue()).isEqualTo(2);
            String unsubscribe = "9322014d";
            byte[] bytes =
                    HexFormat.of().parseHex(batch.replace("M", unsubscribe).replace(" ", ""));
            peer.socket.send(SocketPeer.FIN | SocketPeer.BINARY, bytes);
            JsonNode answer = peer.next();
            if (answer.get(0).intValue() == 8) {
                answer = peer.next();
            }
            assertThat(answer.get(2).textValue()).isEqualTo("wamp.error.protocol_violation");
            assertThat(peer.socket.readCloseCode()).isEqualTo(1002);
        }
    }

    /** Puts messages into frames and takes them out, without our codec. */
    private static final class BatchPeer implements AutoCloseable {
        private static final ObjectMapper JSON = new ObjectMapper();
        private final Wire wire;
        private final String separator;
        private final SocketPeer socket;
        private final Queue<JsonNode> received = new ArrayDeque<>();

        BatchPeer(Wire wire, String separator) throws IOException {
            this.wire = wire;
            this.separator = separator;
            socket = SocketPeer.open(NODE.uri(), wire.subprotocol + ".batched");
        }

        byte[] encode(String... messages) throws IOException {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            for (String message : messages) {
                byte[] encoded = wire.mapper.writeValueAsBytes(JSON.readTree(message));
                if (wire == Wire.JSON) {
                    batch.writeBytes(encoded);
                    batch.writeBytes(separator.getBytes(StandardCharsets.US_ASCII));
                } else {
                    batch.writeBytes(
                            ByteBuffer.allocate(4).putInt(encoded.length).array());
                    batch.writeBytes(encoded);
                }
            }
            return batch.toByteArray();
        }

        void send(String... messages) throws IOException {
            int opCode = wire == Wire.JSON ? SocketPeer.TEXT : SocketPeer.BINARY;
            socket.send(SocketPeer.FIN | opCode, encode(messages));
        }

        JsonNode next() throws IOException {
            while (received.isEmpty()) {
                take(socket.read());
            }
            return received.remove();
        }

        private void take(SocketPeer.Frame frame) throws IOException {
            if (wire == Wire.JSON) {
                assertThat(frame.text()).endsWith(separator);
                for (String message : frame.text().split(separator)) {
                    received.add(JSON.readTree(message));
                }
                return;
            }
            ByteBuffer batch = ByteBuffer.wrap(frame.payload());
            while (batch.hasRemaining()) {
                byte[] message = new byte[batch.getInt()];
                batch.get(message);
                received.add(wire.mapper.readTree(message));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
