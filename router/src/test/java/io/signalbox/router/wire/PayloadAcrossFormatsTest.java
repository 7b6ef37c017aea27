package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist F27 to F35, from every format to every format. */
class PayloadAcrossFormatsTest extends WireTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[null, true, false]",
                "[0, 1, -1, 23, 24, -24, -25, 127, 128, -32, -33, -128, -129, 255, 256, 65535, 65536]",
                "[2147483647, 2147483648, -2147483649, 4294967296, 9007199254740992, 9007199254740993]",
                "[9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551615]",
                "[0.0, 1.0, -1.5, 0.1, 1e300, -1e-300, 5e-324, 1.7976931348623157e308]",
                "['', 'a', 'ü€😀', '\\u0000no base64!', '\\u0001\\u001f\\u007f', '\\\" \\\\ / \\b\\f\\n\\r\\t', '\\u2028']",
                "[[], {}, [[]], [{}], {'': {'a': [1, {'b': null}]}, '\\u0000': 'x', '1': 'y'}]"
            })
    void values_keep_their_kind(String values) {
        for (Wire receivers : Wire.values()) {
            publishes(Template.parse(values), Template.parse("{'k': %s}".formatted(values)), receivers)
                    .receives("[36, '*', '*', {}, %1$s, {'k': %1$s}]".formatted(values));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "616263", "10e3ff9053075c526f5fc06d4fe37cdb", "fffefdfc"})
    void bytes_are_bytes_in_every_format(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        JsonNode sent = wire == Wire.JSON ? NODES.textNode("\u0000" + base64) : NODES.binaryNode(bytes);
        ArrayNode arguments = NODES.arrayNode().add(sent);
        arguments.addObject().putArray("deep").add(sent);
        for (Wire receivers : Wire.values()) {
            JsonNode event = publishes(arguments, NODES.objectNode().set("k", sent), receivers)
                    .receive();
            // The client shows native bytes as base64 alone.
            String expected = receivers == Wire.JSON ? "\u0000" + base64 : base64;
            assertThat(event.at("/4/0").textValue()).isEqualTo(expected);
            assertThat(event.at("/4/1/deep/0").textValue()).isEqualTo(expected);
            assertThat(event.at("/5/k").textValue()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class)
    void absent_and_empty_parts_stay_apart(Wire receivers) {
        publishes(null, null, receivers).receives("[36, '*', '*', {}]");
        publishes(NODES.arrayNode(), null, receivers).receives("[36, '*', '*', {}, []]");
        publishes(NODES.arrayNode().add(1), NODES.objectNode(), receivers).receives("[36, '*', '*', {}, [1]]");
        publishes(NODES.arrayNode(), NODES.objectNode().put("k", 1), receivers)
                .receives("[36, '*', '*', {}, [], {'k': 1}]");
    }

    @Test
    void what_json_cannot_say_is_null_there() {
        if (wire == Wire.JSON) {
            return;
        }
        ArrayNode arguments =
                NODES.arrayNode().add(Double.NaN).add(Double.POSITIVE_INFINITY).add(Double.NEGATIVE_INFINITY);
        publishes(arguments, null, Wire.JSON).receives("[36, '*', '*', {}, [null, null, null]]");
    }

    /** Returns a subscriber that is about to receive the event. */
    private RawWampClient publishes(JsonNode arguments, JsonNode keywordArguments, Wire receivers) {
        RawWampClient subscriber = connect(receivers);
        subscriber.hello("realm1");
        subscribe(subscriber, "across.formats", "{}");
        ArrayNode publish = (ArrayNode) Template.parse("[16, 1, {'acknowledge': true}, 'across.formats']");
        if (arguments != null) {
            publish.add(arguments);
        }
        if (keywordArguments != null) {
            publish.add(keywordArguments);
        }
        RawWampClient publisher = join();
        publisher.send(publish);
        publisher.receives("[17, 1, '*']");
        return subscriber;
    }
}
