package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to its bytes, a message is decoded or refused, and what is decoded can be translated. */
class CorruptionTest {
    private static final int LONGEST_CORRUPTED_EVERYWHERE = 200;

    private static List<byte[]> corpus(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        List<byte[]> corpus = new ArrayList<>();
        RandomMessages random = new RandomMessages(31 + format.ordinal());
        while (corpus.size() < 40) {
            byte[] bytes = Wire.encode(serializer, random.message(serializer));
            if (bytes.length <= 4 * LONGEST_CORRUPTED_EVERYWHERE) {
                corpus.add(bytes);
            }
        }
        if (format == WireFormat.JSON) {
            corpus.add(
                    "[16,1,{\"a\" : [ ]},\"t.\\u00fc\\ud83d\\ude00\",[1.5e-3,-0,true,false,null, \"\\ud800\"], {\"k\":{}} ]"
                            .getBytes(UTF_8));
        } else if (format == WireFormat.CBOR) {
            corpus.add(Wire.hex("d9d9f7 9f 10 01 bf 6161 f93c00 ff 7f 6161 6162 ff c1 9f c2 42 0100 d840 43 010203"
                    + " 5f 41 01 41 02 ff f7 f8ff a1 01 02 ff bf 616b 3bffffffffffffffff ff ff"));
        } else {
            corpus.add(Wire.hex("94 10 cb3ff0000000000000 81a16101 a3612e62"));
            corpus.add(
                    Wire.hex(
                            "95 10 01 80 a3612e62 96 d6ff00000000 c70301010203 8201c3c2c0 ca3fc00000 cfffffffffffffffff c4020102"));
        }
        return corpus;
    }

    @ParameterizedTest
    @EnumSource
    void every_truncation_is_refused(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        for (byte[] bytes : corpus(format)) {
            assertThat(Wire.decode(serializer, bytes)).isNotNull();
            for (int length = 0; length < bytes.length; length++) {
                byte[] truncated = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Wire.decode(serializer, truncated));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_byte_behind_a_message_is_refused(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        byte[] message = corpus(format).getFirst();
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        for (int value = 0; value < 256; value++) {
            longer[message.length] = (byte) value;
            boolean jsonSpace = format == WireFormat.JSON && " \n\r\t".indexOf(value) >= 0;
            assertThat(survives(serializer, longer)).as("byte %d", value).isEqualTo(jsonSpace);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_corrupted_byte_gives_a_message_or_a_violation(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        Random random = new Random(5);
        int decoded = 0;
        int refused = 0;
        for (byte[] bytes : corpus(format)) {
            boolean everyValue = bytes.length <= LONGEST_CORRUPTED_EVERYWHERE;
            for (int at = 0; at < bytes.length; at++) {
                byte original = bytes[at];
                for (int i = 0; i < (everyValue ? 256 : 8); i++) {
                    bytes[at] = (byte) (everyValue ? i : random.nextInt(256));
                    if (survives(serializer, bytes)) {
                        decoded++;
                    } else {
                        refused++;
                    }
                }
                bytes[at] = original;
            }
        }
        assertThat(decoded).isPositive();
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void random_bytes_give_a_message_or_a_violation(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        Random random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            refused += survives(serializer, bytes) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(49_000);
    }

    /** Whether the bytes are a message; then it must also translate into every other format and into a tree. */
    private static boolean survives(Serializer serializer, byte[] bytes) {
        WampMessage message;
        try {
            message = Wire.decode(serializer, bytes);
        } catch (ProtocolViolation e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
        Payload payload = Wire.payload(message);
        List<Object> arguments = serializer.arguments(payload);
        Map<String, Object> keywords = serializer.keywordArguments(payload);
        assertThat(payload.parts() < 2).isEqualTo(keywords.isEmpty());
        assertThat(payload.parts() == 0).isEqualTo(payload.isEmpty());
        assertThat(arguments).isNotNull();
        for (WireFormat other : WireFormat.values()) {
            assertTranslates(message, Wire.SERIALIZERS.of(other));
        }
        return true;
    }

    private static void assertTranslates(WampMessage message, Serializer other) {
        byte[] bytes = Wire.encode(other, message);
        try {
            Wire.decode(other, bytes);
        } catch (ProtocolViolation e) {
            throw new AssertionError("the translation of " + message + " is refused", e);
        }
    }
}
