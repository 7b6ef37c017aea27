package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundTripTest {
    private static final int MESSAGES = 250;

    @ParameterizedTest
    @EnumSource
    void decoding_what_was_encoded_gives_the_same_message(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(4711 + format.ordinal());
        Set<MessageType> seen = EnumSet.noneOf(MessageType.class);
        for (int i = 0; i < MESSAGES; i++) {
            WampMessage message = random.message(serializer);
            byte[] bytes = Wire.encode(serializer, message);
            WampMessage decoded = Wire.decode(serializer, bytes);
            assertThat(decoded).usingRecursiveComparison(Wire.byValue()).isEqualTo(message);
            Wire.assertSamePayload(Wire.payload(decoded), Wire.payload(message));
            assertThat(Wire.encode(serializer, decoded)).isEqualTo(bytes);
            seen.add(message.type());
        }
        assertThat(seen).hasSize(MessageType.values().length);
    }

    @ParameterizedTest
    @EnumSource
    void an_integer_that_comes_as_a_float_is_one_but_in_json(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        Map<String, Object> options = Map.of("eligible", List.of(9007199254740992.0, 1.5));
        byte[] bytes = Wire.encode(serializer, new Publish(1, options, "a.b", Payload.EMPTY));
        Publish decoded = (Publish) Wire.decode(serializer, bytes);
        Object session = format == WireFormat.JSON ? (Object) 9007199254740992.0 : 9007199254740992L;
        assertThat(decoded.options()).isEqualTo(Map.of("eligible", List.of(session, 1.5)));
    }

    @ParameterizedTest
    @EnumSource
    void a_message_in_the_middle_of_an_array_is_decoded_alike(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(12 + format.ordinal());
        for (int i = 0; i < MESSAGES / 4; i++) {
            byte[] bytes = Wire.encode(serializer, random.message(serializer));
            byte[] padded = new byte[bytes.length + 20];
            Arrays.fill(padded, (byte) '1');
            System.arraycopy(bytes, 0, padded, 7, bytes.length);
            WampMessage decoded = serializer.decode(padded, 7, bytes.length);
            assertThat(Wire.encode(serializer, decoded)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_payload_keeps_its_values_through_every_other_format_and_back(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(99 + format.ordinal());
        for (int i = 0; i < MESSAGES; i++) {
            Payload payload = random.payload(serializer);
            for (WireFormat other : WireFormat.values()) {
                Payload there = Transcoder.translate(payload, other);
                Wire.assertSamePayload(there, payload);
                Wire.assertSamePayload(Transcoder.translate(there, format), payload);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_slice_path_and_the_tree_path_give_the_same_bytes(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(7 + format.ordinal());
        for (int i = 0; i < MESSAGES; i++) {
            byte[] bytes = Wire.encode(serializer, random.message(serializer));
            Payload slice = Wire.payload(Wire.decode(serializer, bytes));
            if (slice.isOpaque()) {
                continue;
            }
            Payload tree = serializer.payload(serializer.arguments(slice), serializer.keywordArguments(slice));
            assertThat(content(tree)).isEqualTo(content(slice));
        }
    }

    private static byte[] content(Payload payload) {
        return Arrays.copyOfRange(payload.array(), payload.offset(), payload.offset() + payload.length());
    }
}
