package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that the specification or their format forbids. */
class ViolationTest {

    private static String refusal(Serializer serializer, byte[] bytes) {
        return assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> Wire.decode(serializer, bytes))
                .actual()
                .getMessage();
    }

    private static String refusal(String json) {
        return refusal(Wire.JSON, json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | array as the message",
                "{} | array as the message",
                "17 | array as the message",
                "[] | must not be empty",
                "[\"16\",1,{},\"a\"] | element 0: expected an integer",
                "[16.0,1,{},\"a\"] | element 0: expected an integer",
                "[null] | element 0",
                "[7] | no message type has code 7",
                "[99,1] | no message type has code 99",
                "[0,1] | code 0",
                "[-1,1] | element 0: expected an integer",
                "[16,1,{}] | PUBLISH element 3 (uri): missing",
                "[16] | PUBLISH element 1 (id): missing",
                "[16,1,{},\"a\",[],{},1] | too many elements",
                "[32,1,{},\"a\",[]] | SUBSCRIBE element 4: too many elements",
                "[6,{},\"a\",[]] | too many elements",
                "[34,1,2,{},{}] | too many elements",
                "[34,1,2,[]] | expected a dictionary, found a list",
                "[16,true,{},\"a\"] | PUBLISH element 1 (id): expected an integer that an id can be, found a boolean (at byte 4)",
                "[16,1.0,{},\"a\"] | expected an integer",
                "[16,1e3,{},\"a\"] | expected an integer",
                "[16,01,{},\"a\"] | expected an integer",
                "[16,-1,{},\"a\"] | expected an integer",
                "[16,0,{},\"a\"] | an id must be an integer from 1 to 2^53",
                "[16,9007199254740993,{},\"a\"] | an id must be an integer from 1 to 2^53",
                "[16,99999999999999999999999,{},\"a\"] | expected an integer",
                "[16,\"1\",{},\"a\"] | expected an integer that an id can be, found a string",
                "[16,null,{},\"a\"] | found null",
                "[16,1,[],\"a\"] | PUBLISH element 2 (dict): expected a dictionary, found a list",
                "[16,1,null,\"a\"] | expected a dictionary, found null",
                "[16,1,{},1] | PUBLISH element 3 (uri): expected a string",
                "[16,1,{},null] | expected a string, found null",
                "[16,1,{},\"a\",{}] | PUBLISH element 4 (arguments): expected a list, found a dictionary",
                "[16,1,{},\"a\",null,null] | PUBLISH element 5 (keyword arguments): expected a dictionary, found null",
                "[16,1,{},\"a\",[],null] | PUBLISH element 5 (keyword arguments): expected a dictionary, found null",
                "[50,1,{},[],null,1] | too many elements",
                "[16,1,{},\"a\",null,{},1] | too many elements",
                "[16,1,{},\"a\",\"x\"] | expected a list, found a string",
                "[16,1,{},\"a\",[],[]] | PUBLISH element 5 (keyword arguments): expected a dictionary, found a list",
                "[8,7,1,{},\"a\"] | ERROR element 1 (request_type): no message type has code 7",
                "[1,1,{}] | HELLO element 1 (realm): expected a string",
                "[17,1,0] | an id must be",
                "[35] | missing",
            })
    void a_message_of_another_form_is_refused_with_its_place(String json, String text) {
        assertThat(refusal(json)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[16,1,{},\"a\"]x",
                "[16,1,{},\"a\"][]",
                "[16,1,{},\"a\"],",
                "[16,1,{},\"a\",]",
                "[16,,1]",
                "[,16]",
                "[16 1]",
                "[16,1,{},\"a\",[1,]]",
                "[16,1,{},\"a\",[,1]]",
                "[16,1,{},\"a\",[1 2]]",
                "[16,1,{},\"a\",[],{\"a\":1,}]",
                "[16,1,{},\"a\",[],{a:1}]",
                "[16,1,{},\"a\",[],{\"a\" 1}]",
                "[16,1,{},\"a\",[],{\"a\":}]",
                "[16,1,{},\"a\",[],{1:1}]",
                "[16,1,{1:2},\"a\"]",
                "[16,1,{\"x\":[{1:2}]},\"a\"]",
                "[16,1,{},\"a\",[01]]",
                "[16,1,{},\"a\",[-]]",
                "[16,1,{},\"a\",[-01]]",
                "[16,1,{},\"a\",[1.]]",
                "[16,1,{},\"a\",[.5]]",
                "[16,1,{},\"a\",[1e]]",
                "[16,1,{},\"a\",[1e+]]",
                "[16,1,{},\"a\",[+1]]",
                "[16,1,{},\"a\",[0x10]]",
                "[16,1,{},\"a\",[NaN]]",
                "[16,1,{},\"a\",[Infinity]]",
                "[16,1,{},\"a\",[-Infinity]]",
                "[16,1,{},\"a\",[tru]]",
                "[16,1,{},\"a\",[True]]",
                "[16,1,{},\"a\",[nul]]",
                "[16,1,{},\"a\",['a']]",
                "[16,1,{},\"a\",[\"\\x\"]]",
                "[16,1,{},\"a\",[\"\\u12\"]]",
                "[16,1,{},\"a\",[\"\\u12g4\"]]",
                "[16,1,{},\"a\",[\"\t\"]]",
                "[16,1,{},\"a\",[\"\u0000\"]]",
                "[16,1,{},\"a\",[\"\u001f\"]]",
                "[16,1,{},\"a\n\"]",
                "[16,1,{},\"a\",[//\n]]",
                "[16,1,{},\"a\",[\u00a0]]",
                "[16,1,{},\"a\",[\u000b]]",
                "\uFEFF[16,1,{},\"a\"]",
            })
    void what_is_no_strict_json_is_refused(String json) {
        assertThat(refusal(json)).isNotBlank();
    }

    @Test
    void a_json_number_may_not_be_endless() {
        assertThat(refusal("[16,1,{},\"a\",[" + "9".repeat(1001) + "]]")).contains("longer than 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "BF",
                "C0AF",
                "C1BF",
                "C280C0",
                "E08080",
                "E09FBF",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F08FBFBF",
                "F4908080",
                "F5808080",
                "FF",
                "FE",
                "E282",
                "F09F98",
                "C2",
                "E28241",
                "61E1A0C0"
            })
    void text_that_is_no_valid_utf8_is_refused_everywhere(String hex) {
        byte[] text = Wire.hex(hex);
        String raw = new String(text, ISO_8859_1);
        for (String json : new String[] {
            "[16,1,{},\"@\"]", "[16,1,{},\"a\",[\"@\"]]", "[16,1,{},\"a\",[],{\"@\":1}]", "[16,1,{\"@\":1},\"a\"]"
        }) {
            assertThat(refusal(Wire.JSON, json.replace("@", raw).getBytes(ISO_8859_1)))
                    .contains("UTF-8");
        }
        String sized = String.format("%02x", text.length);
        String msgpack = " d9" + sized + hex;
        String cbor = " 78" + sized + hex;
        for (String before :
                new String[] {"94 10 01 80", "95 10 01 80 a161 91", "96 10 01 80 a161 90 81", "94 10 01 81"}) {
            assertThat(refusal(Wire.MSGPACK, Wire.hex(before + msgpack + "01"))).contains("UTF-8");
        }
        for (String before :
                new String[] {"84 10 01 a0", "85 10 01 a0 6161 81", "86 10 01 a0 6161 80 a1", "84 10 01 a1"}) {
            assertThat(refusal(Wire.CBOR, Wire.hex(before + cbor + "01"))).contains("UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "93 10 01 80, too few elements",
        "97 10 01 80 a161 90 80 01, too many elements",
        "94 cb4030000000000000 01 80 a161, element 0: expected an integer",
        "94 10 c3 80 a161, found a boolean",
        "94 10 00 80 a161, an id must be",
        "94 10 ff 80 a161, an id must be",
        "94 10 cf0020000000000001 80 a161, an id must be",
        "94 10 cfffffffffffffffff 80 a161, an id must be",
        "94 10 cb3ff8000000000000 80 a161, expected an integer",
        "94 10 cb7ff8000000000000 80 a161, expected an integer",
        "94 10 cb7ff0000000000000 80 a161, expected an integer",
        "94 10 cb4340000000000001 80 a161, an id must be",
        "94 10 01 80 c40161, 'expected a string, found bytes'",
        "94 10 01 81c4016101 a161, expected a string as key",
        "94 10 01 810101 a161, expected a string as key",
        "94 10 01 81a161810101 a161, expected a string as key",
        "96 10 01 80 a161 90 810101, expected a string as key",
        "95 10 01 80 a161 91 819001, neither list nor dictionary",
        "95 10 01 80 a161 91 c1, expected a value",
        "94 10 01 80 a161 00, 1 more bytes behind the message",
        "c0, expected an array as the message",
    })
    void msgpack_that_is_no_message_is_refused(String hex, String text) {
        assertThat(refusal(Wire.MSGPACK, Wire.hex(hex))).contains(text);
    }

    @ParameterizedTest
    @CsvSource({
        "83 10 01 a0, too few elements",
        "9f 10 01 ff, missing",
        "87 10 01 a0 6161 80 a0 01, too many elements",
        "84 f94c00 01 a0 6161, element 0: expected an integer",
        "84 10 f5 a0 6161, found a boolean",
        "84 10 20 a0 6161, an id must be",
        "84 10 3bffffffffffffffff a0 6161, an id must be",
        "84 10 1bffffffffffffffff a0 6161, an id must be",
        "84 10 fb3ff8000000000000 a0 6161, expected an integer",
        "84 10 c24101 a0 6161, expected an integer",
        "84 10 01 a0 4161, 'expected a string, found bytes'",
        "84 10 01 a1416101 6161, expected a string as key",
        "84 10 01 a10101 6161, expected a string as key",
        "86 10 01 a0 6161 80 a10101, expected a string as key",
        "85 10 01 a0 6161 81 a18001, neither list nor dictionary",
        "85 10 01 a0 6161 81 1c, expected a value",
        "85 10 01 a0 6161 81 fc, expected a value",
        "85 10 01 a0 6161 81 ff, expected a value",
        "85 10 01 a0 6161 81 f818, only allowed form",
        "85 10 01 a0 6161 81 7f4161ff, chunk",
        "85 10 01 a0 6161 81 5f5f4161ffff, chunk",
        "85 10 01 a0 6161 81 bf01ff, expected a value",
        "84 10 01 a0 6161 00, 1 more bytes behind the message",
        "f6, expected an array as the message",
    })
    void cbor_that_is_no_message_is_refused(String hex, String text) {
        assertThat(refusal(Wire.CBOR, Wire.hex(hex))).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dfffffffff", "ddffffffff", "95 10 01 80 a161 ddffffffff", "95 10 01 80 a161 91 dbffffffff",
                "95 10 01 80 a161 91 c6ffffffff", "95 10 01 80 a161 91 c9ffffffff", "94 10 01 dfffffffff",
                        "94 10 01 80 dbffffffff"
            })
    void lengths_that_msgpack_declares_but_does_not_bring_are_refused(String hex) {
        assertThat(refusal(Wire.MSGPACK, Wire.hex(hex))).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9bffffffffffffffff",
                "9b7fffffffffffffff10",
                "85 10 01 a0 6161 9bffffffffffffffff",
                "85 10 01 a0 6161 9a7fffffff",
                "85 10 01 a0 6161 81 7bffffffffffffffff",
                "85 10 01 a0 6161 81 5b7fffffffffffffff",
                "84 10 01 bb7fffffffffffffff",
                "84 10 01 a0 7a7fffffff",
                "85 10 01 a0 6161 81 5f5a7fffffff"
            })
    void lengths_that_cbor_declares_but_does_not_bring_are_refused(String hex) {
        assertThat(refusal(Wire.CBOR, Wire.hex(hex))).isNotBlank();
    }

    @Test
    void nesting_is_allowed_up_to_the_limit_and_no_further() throws ProtocolViolation {
        // The message itself and the arguments are two levels.
        int inside = Serializers.DEFAULT_MAX_DEPTH - 2;
        assertThat(Wire.json(nestedJson(inside))).isNotNull();
        assertThat(refusal(nestedJson(inside + 1))).contains("nested deeper than 128");
        assertThat(Wire.decode(Wire.MSGPACK, nested("95 10 01 80 a161 91", "91", "90", inside)))
                .isNotNull();
        assertThat(refusal(Wire.MSGPACK, nested("95 10 01 80 a161 91", "91", "90", inside + 1)))
                .contains("nested deeper");
        assertThat(Wire.decode(Wire.CBOR, nested("85 10 01 a0 6161 81", "81", "80", inside)))
                .isNotNull();
        assertThat(refusal(Wire.CBOR, nested("85 10 01 a0 6161 81", "81", "80", inside + 1)))
                .contains("nested deeper");
    }

    private static String nestedJson(int levels) {
        return "[16,1,{},\"a\",[" + "[".repeat(levels) + "]".repeat(levels) + "]]";
    }

    private static byte[] nested(String before, String open, String innermost, int levels) {
        return Wire.hex(before + open.repeat(levels - 1) + innermost);
    }

    @ParameterizedTest
    @EnumSource
    void another_depth_limit_holds_for_every_format(WireFormat format) throws ProtocolViolation {
        Serializer shallow = new Serializers(4).of(format);
        Payload threeLevels = shallow.payload(List.of(List.of(List.of())), Map.of());
        byte[] allowed = Wire.encode(shallow, new Publish(1, Map.of("a", Map.of("b", Map.of())), "a", threeLevels));
        assertThat(Wire.decode(shallow, allowed)).isNotNull();
        Payload fourLevels = shallow.payload(List.of(List.of(List.of(List.of()))), Map.of());
        assertThat(refusal(shallow, Wire.encode(shallow, new Publish(1, Map.of(), "a", fourLevels))))
                .contains("nested deeper than 4");
    }

    @Test
    void the_deepest_payload_translates_into_every_format() throws ProtocolViolation {
        Payload payload = Wire.payload(Wire.json(nestedJson(Serializers.DEFAULT_MAX_DEPTH - 2)));
        Wire.assertSamePayload(Transcoder.translate(payload, Wire.CBOR.format()), payload);
        Wire.assertSamePayload(Transcoder.translate(payload, Wire.MSGPACK.format()), payload);
    }

    @Test
    void bombs_of_a_million_levels_do_not_overflow_the_stack() {
        int levels = 1_000_000;
        assertThat(refusal("[16,1,{},\"a\",[" + "[".repeat(levels))).contains("nested deeper");
        assertThat(refusal("[16,1,{},\"a\",[" + "{\"a\":".repeat(levels))).contains("nested deeper");
        assertThat(refusal("[16,1," + "{\"a\":".repeat(levels))).contains("nested deeper");
        assertThat(refusal("[".repeat(levels))).contains("expected an integer");
        assertThat(refusal(Wire.MSGPACK, Wire.hex("95 10 01 80 a161" + "91".repeat(levels))))
                .contains("nested deeper");
        assertThat(refusal(Wire.MSGPACK, Wire.hex("94 10 01" + "81a161".repeat(levels))))
                .contains("nested deeper");
        assertThat(refusal(Wire.CBOR, Wire.hex("85 10 01 a0 6161" + "9f".repeat(levels))))
                .contains("nested deeper");
        assertThat(refusal(Wire.CBOR, Wire.hex("85 10 01 a0 6161 81" + "bf6161".repeat(levels))))
                .contains("nested deeper");
        assertThat(refusal(Wire.CBOR, Wire.hex("85 10 01 a0 6161 81" + "c1".repeat(levels))))
                .contains("too early");
    }

    @Test
    void a_chain_of_tags_is_as_good_as_its_content() throws ProtocolViolation {
        WampMessage message = Wire.decode(Wire.CBOR, Wire.hex("85 10 01 a0 6161 81" + "c1".repeat(100_000) + "07"));
        assertThat(Wire.CBOR.arguments(Wire.payload(message))).containsExactly(7L);
    }

    @Test
    void a_violation_carries_the_reason_for_the_abort() {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> Wire.json("[]"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo("wamp.error.protocol_violation"));
    }
}
