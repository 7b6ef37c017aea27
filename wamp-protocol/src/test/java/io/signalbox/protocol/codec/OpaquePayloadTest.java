package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes in the place of Arguments. */
class OpaquePayloadTest {
    private static final byte[] SECRET = {1, 2, 3};

    private static byte[] published(WireFormat format) {
        return switch (format) {
            case JSON -> "[16,1,{},\"a\",\"\\u0000AQID\"]".getBytes(UTF_8);
            case MSGPACK -> Wire.hex("95 10 01 80 a161 c403 010203");
            case CBOR -> Wire.hex("85 10 01 a0 6161 43 010203");
        };
    }

    private static Payload decoded(Serializer serializer, byte[] bytes) throws ProtocolViolation {
        return Wire.payload(Wire.decode(serializer, bytes));
    }

    @ParameterizedTest
    @EnumSource
    void bytes_are_read_and_written_in_every_format(WireFormat format) throws ProtocolViolation {
        Payload payload = decoded(Wire.SERIALIZERS.of(format), published(format));
        assertThat(payload.isOpaque()).isTrue();
        assertThat(payload.parts()).isEqualTo(1);
        for (WireFormat other : WireFormat.values()) {
            Publish publish = new Publish(1, Map.of(), "a", payload);
            assertThat(Wire.encode(Wire.SERIALIZERS.of(other), publish)).isEqualTo(published(other));
            assertThat(payload.format() == other || payload.remembered(other).isOpaque())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void as_a_tree_the_bytes_are_the_only_argument(WireFormat format) throws ProtocolViolation {
        Payload payload = decoded(Wire.SERIALIZERS.of(format), published(format));
        assertThat(Wire.JSON.arguments(payload)).usingRecursiveComparison().isEqualTo(List.of(SECRET));
        assertThat(Wire.JSON.keywordArguments(payload)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void no_bytes_are_bytes_too(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        byte[] bytes = Wire.encode(serializer, new Publish(1, Map.of(), "a", Wire.opaque(format, new byte[0])));
        assertThat(decoded(serializer, bytes).isOpaque()).isTrue();
        for (WireFormat other : WireFormat.values()) {
            Payload translated = Transcoder.translate(decoded(serializer, bytes), other);
            assertThat((byte[]) Wire.JSON.arguments(translated).getFirst()).isEmpty();
        }
    }

    @Test
    void copies_stay_opaque() throws ProtocolViolation {
        byte[] longTopic = ("[16,1,{},\"" + "a".repeat(100) + "\",\"\\u0000AQID\"]").getBytes(UTF_8);
        Payload payload = decoded(Wire.JSON, longTopic);
        assertThat(payload.trimmed()).isNotSameAs(payload);
        assertThat(payload.trimmed().isOpaque()).isTrue();
        assertThat(payload.retained().isOpaque()).isTrue();
    }

    @Test
    void bytes_in_place_of_arguments_lose_their_tags_and_chunks() throws ProtocolViolation {
        Payload payload = decoded(Wire.CBOR, Wire.hex("85 10 01 a0 6161 d840 5f 4101 420203 ff"));
        Event event = new Event(1, 2, Map.of(), payload);
        assertThat(Wire.encode(Wire.CBOR, event)).isEqualTo(Wire.hex("85 1824 01 02 a0 43010203"));
        assertThat(Wire.jsonText(event)).isEqualTo("[36,1,2,{},\"\\u0000AQID\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[16,1,{},\"a\",\"AQID\"]",
                "[16,1,{},\"a\",\"\\u0000AQI\"]",
                "[16,1,{},\"a\",\"\\u0000AQ-_\"]",
                "[16,1,{},\"a\",\"\\u0000AQID\",{}]",
                "[16,1,{},\"a\",\"\\u0000AQID\",[]]",
                "[16,1,{},\"a\",[],\"\\u0000AQID\"]",
                "[3,{},\"a\",\"\\u0000AQID\"]",
            })
    void other_strings_and_places_are_refused_in_json(String json) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Wire.json(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "95 10 01 80 a161 a3010203",
                "95 10 01 80 a161 c70300010203",
                "95 10 01 80 a161 d50001ff",
                "96 10 01 80 a161 c403010203 80",
                "94 03 80 a161 c403010203"
            })
    void other_values_and_places_are_refused_in_msgpack(String hex) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Wire.decode(Wire.MSGPACK, Wire.hex(hex)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "85 10 01 a0 6161 63414243",
                "85 10 01 a0 6161 c243010203",
                "85 10 01 a0 6161 c343010203",
                "86 10 01 a0 6161 43010203 a0",
                "84 03 a0 6161 43010203"
            })
    void other_values_and_places_are_refused_in_cbor(String hex) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Wire.decode(Wire.CBOR, Wire.hex(hex)));
    }

    @Test
    void a_string_in_the_place_of_arguments_is_still_named_in_the_violation() {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> Wire.json("[16,1,{},\"a\",\"\\u0000AQI\"]"))
                .withMessageContaining("PUBLISH element 4 (arguments): expected a list, found a string (at byte 13)");
    }

    @Test
    void the_other_types_with_a_payload_take_bytes_as_well() throws ProtocolViolation {
        for (String json : List.of(
                "[36,1,2,{},%s]",
                "[48,1,{},\"a\",%s]", "[50,1,{},%s]", "[68,1,2,{},%s]", "[70,1,{},%s]", "[8,68,1,{},\"a\",%s]")) {
            WampMessage message = Wire.json(json.formatted("\"\\u0000AQID\""));
            assertThat(Wire.payload(message).isOpaque()).isTrue();
            assertThat(Wire.jsonText(message)).isEqualTo(json.formatted("\"\\u0000AQID\""));
        }
    }
}
