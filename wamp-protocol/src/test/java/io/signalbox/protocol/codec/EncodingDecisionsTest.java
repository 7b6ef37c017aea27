package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/** What reaches other peers of values in peculiar forms: each row of the table in docs/INTEROP.md, by its vectors. */
class EncodingDecisionsTest {
    private static final Path VECTORS = Path.of("src/test/resources/encodings.txt");
    private static final Path PAGE = Path.of("../docs/INTEROP.md");

    private record Vector(WireFormat format, String row, String decision, String sent, List<String> received) {
        static Vector of(String line) {
            List<String> columns =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            return new Vector(
                    WireFormat.valueOf(columns.get(0).toUpperCase()),
                    columns.get(1),
                    columns.get(2),
                    columns.get(3),
                    columns.subList(4, columns.size()));
        }

        byte[] sentBytes() {
            return bytes(format, sent);
        }

        byte[] receivedBytes(WireFormat receiver) {
            return bytes(
                    receiver, received.get(List.of("CBOR", "MSGPACK", "JSON").indexOf(receiver.name())));
        }

        private static byte[] bytes(WireFormat format, String text) {
            return format == WireFormat.JSON ? text.getBytes(UTF_8) : Wire.hex(text);
        }

        String reason() {
            return received.getFirst();
        }
    }

    private static Stream<Vector> vectors() throws IOException {
        return Files.readAllLines(VECTORS).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Vector::of);
    }

    private static Stream<Vector> accepted() throws IOException {
        return vectors().filter(vector -> !vector.decision().equals("refuse"));
    }

    private static Stream<Vector> refused() throws IOException {
        return vectors().filter(vector -> vector.decision().equals("refuse"));
    }

    /** The arguments and keyword arguments {@code [value], {"k": [value]}} as they stand in a message. */
    private static byte[] parts(WireFormat format, byte[] value) {
        return switch (format) {
            case JSON -> joined("[".getBytes(UTF_8), value, "],{\"k\":[".getBytes(UTF_8), value, "]}".getBytes(UTF_8));
            case MSGPACK -> joined(Wire.hex("91"), value, Wire.hex("81 a16b 91"), value);
            case CBOR -> joined(Wire.hex("81"), value, Wire.hex("a1 616b 81"), value);
        };
    }

    private static byte[] publish(WireFormat format, byte[] value) {
        byte[] parts = parts(format, value);
        return switch (format) {
            case JSON -> joined("[16,1,{},\"a\",".getBytes(UTF_8), parts, "]".getBytes(UTF_8));
            case MSGPACK -> joined(Wire.hex("96 10 01 80 a161"), parts);
            case CBOR -> joined(Wire.hex("86 10 01 a0 6161"), parts);
        };
    }

    private static byte[] joined(byte[]... arrays) {
        ByteSink sink = new ByteSink(16);
        for (byte[] array : arrays) {
            sink.write(array, 0, array.length);
        }
        return sink.toByteArray();
    }

    private static Payload decoded(WireFormat format, byte[] message) throws ProtocolViolation {
        return ((Publish) Wire.decode(Wire.SERIALIZERS.of(format), message)).payload();
    }

    private static byte[] slice(Payload payload) {
        return Arrays.copyOfRange(payload.array(), payload.offset(), payload.offset() + payload.length());
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void each_receiver_gets_what_the_decision_says(Vector vector) throws ProtocolViolation {
        Payload payload = decoded(vector.format(), publish(vector.format(), vector.sentBytes()));
        for (WireFormat receiver : WireFormat.values()) {
            assertThat(slice(Transcoder.translate(payload, receiver)))
                    .as(receiver.name())
                    .isEqualTo(parts(receiver, vector.receivedBytes(receiver)));
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void what_is_forwarded_stays_in_its_array_and_only_that(Vector vector) throws ProtocolViolation {
        byte[] message = publish(vector.format(), vector.sentBytes());
        boolean inPlace = vector.decision().equals("forward") || vector.format() == WireFormat.JSON;
        assertThat(decoded(vector.format(), message).array() == message).isEqualTo(inPlace);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void what_receivers_get_is_common_already(Vector vector) throws ProtocolViolation {
        for (WireFormat receiver : WireFormat.values()) {
            byte[] message = publish(receiver, vector.receivedBytes(receiver));
            byte[] slice = slice(decoded(receiver, message));
            assertThat(slice).as(receiver.name()).isEqualTo(parts(receiver, vector.receivedBytes(receiver)));
        }
    }

    /** Keys of options are strings in every depth. */
    private static Stream<Vector> acceptedAsOption() throws IOException {
        return accepted().filter(vector -> !vector.row().startsWith("keys that"));
    }

    @ParameterizedTest
    @MethodSource("acceptedAsOption")
    void options_that_are_forwarded_are_in_common_forms_too(Vector vector) throws ProtocolViolation {
        byte[] value = vector.sentBytes();
        byte[] message =
                switch (vector.format()) {
                    case JSON -> joined("[16,1,{\"_x\":".getBytes(UTF_8), value, "},\"a\"]".getBytes(UTF_8));
                    case MSGPACK -> joined(Wire.hex("94 10 01 81 a25f78"), value, Wire.hex("a161"));
                    case CBOR -> joined(Wire.hex("84 10 01 a1 625f78"), value, Wire.hex("6161"));
                };
        Map<String, Object> options = ((Publish) Wire.decode(Wire.SERIALIZERS.of(vector.format()), message)).options();
        for (WireFormat receiver : WireFormat.values()) {
            Serializer serializer = Wire.SERIALIZERS.of(receiver);
            byte[] event = Wire.encode(serializer, new Event(1, 2, options, Payload.EMPTY));
            assertThatCode(() -> mapper(receiver).readTree(event)).doesNotThrowAnyException();
            Event again = (Event) Wire.decode(serializer, event);
            assertThat(again.details()).containsOnlyKeys("_x");
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void jackson_reads_what_receivers_get(Vector vector) {
        for (WireFormat receiver : WireFormat.values()) {
            byte[] value = vector.receivedBytes(receiver);
            assertThatCode(() -> mapper(receiver).readTree(value))
                    .as(receiver.name())
                    .doesNotThrowAnyException();
        }
    }

    private static ObjectMapper mapper(WireFormat format) {
        return switch (format) {
            case JSON -> new ObjectMapper();
            case MSGPACK -> new MessagePackMapper();
            case CBOR -> new CBORMapper();
        };
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_no_receiver_could_read_is_a_violation(Vector vector) {
        byte[] message = publish(vector.format(), vector.sentBytes());
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decoded(vector.format(), message))
                .withMessageContaining(vector.reason());
    }

    @ParameterizedTest
    @EnumSource
    void a_number_of_more_than_a_thousand_digits_is_no_json_but_a_bignum(WireFormat receiver) throws ProtocolViolation {
        byte[] bignum = joined(Wire.hex("c2 590400"), Wire.hex("ff".repeat(1024)));
        Payload payload = decoded(WireFormat.CBOR, publish(WireFormat.CBOR, bignum));
        byte[] value = receiver == WireFormat.CBOR ? bignum : inFormat(receiver, Wire.hex("ff".repeat(1024)));
        assertThat(slice(Transcoder.translate(payload, receiver))).isEqualTo(parts(receiver, value));
        byte[] digits = publish(WireFormat.JSON, "1".repeat(1001).getBytes(UTF_8));
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> decoded(WireFormat.JSON, digits));
    }

    private static byte[] inFormat(WireFormat format, byte[] binary) {
        ByteSink sink = new ByteSink(16);
        WireWriter.into(format, sink).binary(binary, 0, binary.length);
        return sink.toByteArray();
    }

    @Test
    void a_long_string_in_chunks_arrives_whole() throws ProtocolViolation {
        byte[] chunk = "ünï ✓ 😀 ".repeat(200).getBytes(UTF_8);
        int chunks = 100;
        ByteSink sent = new ByteSink(16);
        ByteSink whole = new ByteSink(16);
        sent.write(0x7F);
        BigEndian.write(whole, 0x7A, 4, (long) chunks * chunk.length);
        for (int i = 0; i < chunks; i++) {
            BigEndian.write(sent, 0x79, 2, chunk.length);
            sent.write(chunk, 0, chunk.length);
            whole.write(chunk, 0, chunk.length);
        }
        sent.write(0xFF);
        Payload payload = decoded(WireFormat.CBOR, publish(WireFormat.CBOR, sent.toByteArray()));
        assertThat(slice(payload)).isEqualTo(parts(WireFormat.CBOR, whole.toByteArray()));
        assertThat(payload.trimmed()).as("little else is kept alive").isSameAs(payload);
    }

    @Test
    void the_page_has_a_row_for_each_decision_that_is_tested() throws IOException {
        Set<String> tested = vectors()
                .map(vector -> vector.row() + " | " + name(vector.format()) + " | " + vector.decision())
                .collect(Collectors.toSet());
        Set<String> documented = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("\\| .* \\| (forward|normalise|refuse) \\|.*"))
                .map(line -> line.substring(2).split(" \\| "))
                .map(cells -> cells[0] + " | " + cells[1] + " | " + cells[2])
                .collect(Collectors.toSet());
        assertThat(documented).isEqualTo(tested);
    }

    private static String name(WireFormat format) {
        return switch (format) {
            case JSON -> "JSON";
            case MSGPACK -> "MessagePack";
            case CBOR -> "CBOR";
        };
    }
}
