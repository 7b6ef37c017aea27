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

/** The bytes that receivers get, by whatever way, of a value that was sent in a form that only some decoders read. */
class PeculiarEncodingTest {
    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    private static final String VALUE = "PECULIAR";
    private static final String HEX = HexFormat.of().formatHex(VALUE.getBytes(StandardCharsets.US_ASCII));

    /** A binary serializer, and {@link #VALUE} as a mapper writes it, in a peculiar form, and in the common form of that. */
    private enum Form {
        CBOR(Wire.CBOR, "68" + HEX, "7f63" + HEX.substring(0, 6) + "65" + HEX.substring(6) + "ff", "68" + HEX),
        MSGPACK(Wire.MSGPACK, "a8" + HEX, "d705" + HEX, "c408" + HEX);

        private final Wire wire;
        private final String plain;
        private final String peculiar;
        private final String common;

        Form(Wire wire, String plain, String peculiar, String common) {
            this.wire = wire;
            this.plain = plain;
            this.peculiar = peculiar;
            this.common = common;
        }
    }

    /** A peer that sends every {@link #VALUE} in its peculiar form. */
    private static final class Peer implements AutoCloseable {
        private static final ObjectMapper JSON = new ObjectMapper();
        private final Form form;
        private final boolean batched;
        private final SocketPeer socket;
        private final Queue<byte[]> received = new ArrayDeque<>();

        Peer(Form form, String realm, boolean batched) throws IOException {
            this.form = form;
            this.batched = batched;
            socket = SocketPeer.open(NODE.uri(), form.wire.subprotocol + (batched ? ".batched" : ""));
            send(SocketPeer.HELLO.replace("realm1", realm));
            next(2);
        }

        void send(String... messages) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            for (String message : messages) {
                String hex = HexFormat.of()
                        .formatHex(form.wire.mapper.writeValueAsBytes(JSON.readTree(message.replace('\'', '"'))));
                byte[] encoded = HexFormat.of().parseHex(hex.replace(form.plain, form.peculiar));
                if (batched) {
                    frame.writeBytes(
                            ByteBuffer.allocate(4).putInt(encoded.length).array());
                }
                frame.writeBytes(encoded);
            }
            socket.send(SocketPeer.FIN | SocketPeer.BINARY, frame.toByteArray());
        }

        /** The next message, which must be of this type. */
        byte[] next(int type) throws IOException {
            while (received.isEmpty()) {
                take(socket.read().payload());
            }
            byte[] message = received.remove();
            JsonNode content = form.wire.mapper.readTree(message);
            assertThat(content.get(0).intValue()).as(content.toString()).isEqualTo(type);
            return message;
        }

        private void take(byte[] frame) {
            if (!batched) {
                received.add(frame);
                return;
            }
            for (int at = 0; at < frame.length; ) {
                int length = ByteBuffer.wrap(frame).getInt(at);
                received.add(Arrays.copyOfRange(frame, at + 4, at + 4 + length));
                at += 4 + length;
            }
        }

        /** The next message must be of this type and hold the value in its common form only, so many times. */
        byte[] receivesCommonForm(int type, int times) throws IOException {
            byte[] message = next(type);
            String hex = HexFormat.of().formatHex(message);
            assertThat(hex).doesNotContain(form.peculiar);
            assertThat(hex.split(form.common, -1)).as(hex).hasSize(times + 1);
            return message;
        }

        long subscribes(String topic, String options) throws IOException {
            send("[32, 1, %s, '%s']".formatted(options, topic));
            return form.wire.mapper.readTree(next(33)).get(2).longValue();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void retained_events_have_the_common_form(Form form) throws IOException {
        try (Peer publisher = new Peer(form, "realm1", false);
                Peer subscriber = new Peer(form, "realm1", false)) {
            String topic = "peculiar.retained." + form.name().toLowerCase();
            publisher.send("[16, 1, {'acknowledge': true, 'retain': true}, '%s', ['PECULIAR'], {'k': 'PECULIAR'}]"
                    .formatted(topic));
            publisher.next(17);
            subscriber.subscribes(topic, "{'get_retained': true}");
            subscriber.receivesCommonForm(36, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_event_history_has_the_common_form(Form form) throws IOException {
        try (Peer peer = new Peer(form, "history", false)) {
            String topic = "history.%s.kept".formatted(form.wire);
            peer.send("[16, 1, {'acknowledge': true}, '%s', ['PECULIAR'], {'k': 'PECULIAR'}]".formatted(topic));
            peer.next(17);
            long subscription = peer.subscribes(topic, "{}");
            peer.send("[48, 1, {}, 'wamp.subscription.get_events', [%d]]".formatted(subscription));
            peer.receivesCommonForm(50, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void testaments_have_the_common_form(Form form) throws IOException {
        try (Peer subscriber = new Peer(form, "administered", false);
                Peer owner = new Peer(form, "administered", false)) {
            String topic = "peculiar.testament." + form.name().toLowerCase();
            subscriber.subscribes(topic, "{}");
            owner.send("[48, 1, {}, 'wamp.session.add_testament', ['%s', ['PECULIAR'], {'k': 'PECULIAR'}]]"
                    .formatted(topic));
            owner.next(50);
            owner.send("[6, {}, 'wamp.close.close_realm']");
            subscriber.receivesCommonForm(36, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void batched_messages_have_the_common_form(Form form) throws IOException {
        try (Peer subscriber = new Peer(form, "realm1", true);
                Peer publisher = new Peer(form, "realm1", true)) {
            String topic = "peculiar.batched." + form.name().toLowerCase();
            subscriber.subscribes(topic, "{}");
            String publish = "[16, 1, {}, '%s', ['PECULIAR'], {'k': 'PECULIAR'}]".formatted(topic);
            publisher.send(publish, publish);
            subscriber.receivesCommonForm(36, 2);
            subscriber.receivesCommonForm(36, 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void calls_have_the_common_form_and_carry_no_attributes_of_the_caller(Form form) throws IOException {
        try (Peer callee = new Peer(form, "realm1", false);
                Peer caller = new Peer(form, "realm1", false)) {
            String procedure = "peculiar.options." + form.name().toLowerCase();
            callee.send("[64, 1, {}, '%s']".formatted(procedure));
            callee.next(65);
            caller.send(
                    "[48, 1, {'_x': 'PECULIAR', '_y': [{'z': 'PECULIAR'}]}, '%s', ['PECULIAR']]".formatted(procedure));
            byte[] invocation = callee.receivesCommonForm(68, 1);
            assertThat(form.wire.mapper.readTree(invocation).get(3).size()).isZero();
        }
    }
}
