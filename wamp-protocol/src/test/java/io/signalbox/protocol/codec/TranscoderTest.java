package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How single values translate. */
class TranscoderTest {

    /** The payload of one argument, decoded from a message as a client would send it. */
    private static Payload json(String argument) throws ProtocolViolation {
        return Wire.payload(Wire.json("[16,1,{},\"a\",[" + argument + "]]"));
    }

    private static Payload msgpack(String hex) throws ProtocolViolation {
        return Wire.payload(Wire.decode(Wire.MSGPACK, Wire.hex("95 10 01 80 a161 91" + hex)));
    }

    private static Payload cbor(String hex) throws ProtocolViolation {
        return Wire.payload(Wire.decode(Wire.CBOR, Wire.hex("85 10 01 a0 6161 81" + hex)));
    }

    private static String inJson(Payload payload) {
        String list = new String(content(Transcoder.translate(payload, WireFormat.JSON)), UTF_8);
        return list.substring(1, list.length() - 1);
    }

    private static String inMsgpack(Payload payload) {
        return HexFormat.of()
                .formatHex(content(Transcoder.translate(payload, WireFormat.MSGPACK)))
                .substring(2);
    }

    private static String inCbor(Payload payload) {
        return HexFormat.of()
                .formatHex(content(Transcoder.translate(payload, WireFormat.CBOR)))
                .substring(2);
    }

    private static byte[] content(Payload payload) {
        return Arrays.copyOfRange(payload.array(), payload.offset(), payload.offset() + payload.length());
    }

    @Test
    void bytes_are_a_json_string_of_nul_and_base64() throws ProtocolViolation {
        String bytes = "10e3ff9053075c526f5fc06d4fe37cdb";
        String text = "\"\\u0000EOP/kFMHXFJvX8BtT+N82w==\"";
        assertThat(inMsgpack(json(text))).isEqualTo("c410" + bytes);
        assertThat(inCbor(json(text))).isEqualTo("50" + bytes);
        assertThat(inJson(msgpack("c410" + bytes))).isEqualTo(text);
        assertThat(inJson(cbor("50" + bytes))).isEqualTo(text);
        assertThat(inJson(cbor("40"))).isEqualTo("\"\\u0000\"");
        assertThat(inCbor(json("\"\\u0000\""))).isEqualTo("40");
    }

    @ParameterizedTest
    @CsvSource({
        "\\u0000EO, 63 00454f",
        "\\u0000EOP, 64 00454f50",
        "\\u0000?===, 65 003f3d3d3d",
        "\\u0000AB==x, 66 0041423d3d78"
    })
    void nul_with_anything_but_base64_stays_a_string(String json, String cbor) throws ProtocolViolation {
        assertThat(inCbor(json("\"" + json + "\""))).isEqualTo(cbor.replace(" ", ""));
    }

    @Test
    void bytes_are_found_at_any_depth_but_not_in_keys() throws ProtocolViolation {
        assertThat(inCbor(json("[{\"\\u0000AQ==\":\"\\u0000AQ==\"}]")))
                .isEqualTo("81a165004151 3d3d 4101".replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00, 00",
        "-1, ff, 20",
        "9223372036854775807, cf7fffffffffffffff, 1b7fffffffffffffff",
        "-9223372036854775808, d38000000000000000, 3b7fffffffffffffff",
        "9223372036854775808, cf8000000000000000, 1b8000000000000000",
        "18446744073709551615, cfffffffffffffffff, 1bffffffffffffffff",
    })
    void integers_of_64_bits_stay_integers_everywhere(String json, String msgpack, String cbor)
            throws ProtocolViolation {
        assertThat(inMsgpack(json(json))).isEqualTo(msgpack);
        assertThat(inCbor(json(json))).isEqualTo(cbor);
        assertThat(inJson(msgpack(msgpack))).isEqualTo(json);
        assertThat(inCbor(msgpack(msgpack))).isEqualTo(cbor);
        assertThat(inJson(cbor(cbor))).isEqualTo(json);
        assertThat(inMsgpack(cbor(cbor))).isEqualTo(msgpack);
    }

    @ParameterizedTest
    @CsvSource({
        "18446744073709551616, c249010000000000000000",
        "-18446744073709551617, c349010000000000000000",
        "-18446744073709551616, 3bffffffffffffffff",
        "-9223372036854775809, 3b8000000000000000",
    })
    void bigger_integers_are_bignums_in_cbor_and_decimal_strings_in_msgpack(String json, String cbor)
            throws ProtocolViolation {
        assertThat(inCbor(json(json))).isEqualTo(cbor);
        assertThat(inJson(cbor(cbor))).isEqualTo(json);
        assertThat(Wire.MSGPACK.arguments(Transcoder.translate(cbor(cbor), WireFormat.MSGPACK)))
                .containsExactly(json);
        assertThat(Wire.CBOR.arguments(cbor(cbor))).containsExactly(new BigInteger(json));
    }

    @Test
    void a_bignum_in_chunks_or_with_zeros_before_is_a_number_too() throws ProtocolViolation {
        assertThat(inJson(cbor("c25f41014100ff"))).isEqualTo("256");
        assertThat(inJson(cbor("c2420007"))).isEqualTo("7");
        assertThat(inJson(cbor("c340"))).isEqualTo("-1");
    }

    @Test
    void a_bignum_that_would_take_too_long_to_print_is_bytes() throws ProtocolViolation {
        assertThat(inJson(cbor("c2591000" + "ff".repeat(4096)))).startsWith("\"\\u0000/////");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, cb3ff0000000000000, fb3ff0000000000000",
        "-0.0, cb8000000000000000, fb8000000000000000",
        "1.0E300, cb7e37e43c8800759c, fb7e37e43c8800759c",
    })
    void floats_stay_floats(String json, String msgpack, String cbor) throws ProtocolViolation {
        assertThat(inMsgpack(json(json))).isEqualTo(msgpack);
        assertThat(inCbor(json(json))).isEqualTo(cbor);
        assertThat(inJson(msgpack(msgpack))).isEqualTo(json);
        assertThat(inJson(cbor(cbor))).isEqualTo(json);
        assertThat(inCbor(msgpack(msgpack))).isEqualTo(cbor);
    }

    @ParameterizedTest
    @CsvSource({
        "f93c00, 1.0",
        "f90001, 5.960464477539063E-8",
        "fa3fc00000, 1.5",
        "fb3ff8000000000000, 1.5",
        "f97bff, 65504.0"
    })
    void floats_of_every_size_decode_from_cbor(String cbor, String json) throws ProtocolViolation {
        assertThat(inJson(cbor(cbor))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"f97e00", "f97c00", "f9fc00", "fb7ff0000000000000", "f7", "f0", "f8ff"})
    void what_json_cannot_say_is_null(String cbor) throws ProtocolViolation {
        assertThat(inJson(cbor(cbor))).isEqualTo("null");
    }

    @Test
    void nan_stays_nan_between_the_binary_formats() throws ProtocolViolation {
        assertThat(inMsgpack(cbor("f97e00"))).isEqualTo("cb7ff8000000000000");
    }

    @Test
    void tags_are_dropped_and_a_typed_array_is_bytes() throws ProtocolViolation {
        assertThat(inJson(cbor("d84043010203"))).isEqualTo("\"\\u0000AQID\"");
        assertThat(inMsgpack(cbor("d84043010203"))).isEqualTo("c403010203");
        assertThat(inJson(cbor("c074323031332d30332d32315432303a30343a30305a"))).isEqualTo("\"2013-03-21T20:04:00Z\"");
        assertThat(inJson(cbor("c11a514b67b0"))).isEqualTo("1363896240");
        assertThat(inJson(cbor("c2820102"))).isEqualTo("[1,2]");
    }

    @Test
    void extension_types_of_msgpack_are_bytes_and_timestamps_are_seconds() throws ProtocolViolation {
        assertThat(inJson(msgpack("d6ff01020304"))).isEqualTo("16909060");
        assertThat(inCbor(msgpack("c70307010203"))).isEqualTo("43010203");
    }

    @Test
    void indefinite_lengths_become_definite() throws ProtocolViolation {
        assertThat(inJson(cbor("9f 01 7f 6161 62c3a4 ff 5f 4101 4102 ff bf 6161 02 ff ff")))
                .isEqualTo("[1,\"aä\",\"\\u0000AQI=\",{\"a\":2}]");
    }

    @Test
    void keys_that_are_no_strings_are_text() throws ProtocolViolation {
        String dict = "86 01 c3 c2 c3 c0 c3 cb3ff8000000000000 c3 c40101 c3 a161 c3";
        assertThat(inJson(msgpack(dict)))
                .isEqualTo("{\"1\":true,\"false\":true,\"null\":true,\"1.5\":true,\"AQ==\":true,\"a\":true}");
        assertThat(inCbor(msgpack("82 01 02 c0 03"))).isEqualTo("a2613102646e756c6c03");
        assertThat(Wire.JSON.arguments(cbor("a1 c24101 02"))).containsExactly(Map.of("1", 2L));
    }

    @Test
    void half_a_surrogate_pair_is_replaced() throws ProtocolViolation {
        assertThat(inJson(json("\"\\ud800\""))).isEqualTo("\"\\ufffd\"");
        assertThat(inCbor(json("\"\\ud800x\\udc00\""))).isEqualTo("67efbfbd78efbfbd");
        assertThat(inCbor(json("\"\\ud83d\\ude00\""))).isEqualTo("64f09f9880");
        assertThat(inCbor(Wire.JSON.payload(List.of("\uD800"), Map.of()))).isEqualTo("63efbfbd");
    }

    @Test
    void what_json_must_escape_is_escaped() throws ProtocolViolation {
        assertThat(inJson(cbor("6b 22 5c 2f 08 0c 0a 0d 09 01 1f 7f")))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"");
    }

    @Test
    void a_payload_is_translated_once_for_each_format() throws ProtocolViolation {
        Payload payload = json("1");
        assertThat(Transcoder.translate(payload, WireFormat.CBOR))
                .isSameAs(Transcoder.translate(payload, WireFormat.CBOR));
        assertThat(Transcoder.translate(payload, WireFormat.MSGPACK))
                .isSameAs(Transcoder.translate(payload, WireFormat.MSGPACK));
        assertThat(Transcoder.translate(payload, WireFormat.JSON)).isSameAs(payload);
    }

    @Test
    void bytes_that_were_never_checked_are_an_error_of_the_program() {
        Payload rubbish = new Payload(WireFormat.CBOR, new byte[] {(byte) 0x9F}, 0, 1, 1);
        assertThatIllegalStateException().isThrownBy(() -> Transcoder.translate(rubbish, WireFormat.JSON));
    }

    @Test
    void javascripts_undefined_is_null() throws ProtocolViolation {
        Payload undefined = msgpack("d40000");
        assertThat(inJson(undefined)).isEqualTo("null");
        assertThat(inCbor(undefined)).isEqualTo("f6");
        assertThat(HexFormat.of().formatHex(content(undefined))).isEqualTo("91c0");
        assertThat(inJson(msgpack("d40001"))).isEqualTo("\"\\u0000AQ==\"");
    }
}
