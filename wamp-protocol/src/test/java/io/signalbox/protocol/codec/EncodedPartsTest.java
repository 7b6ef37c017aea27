package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Payloads that become part of another payload, or are taken out of one, without being decoded. */
class EncodedPartsTest {
    private static final int PAYLOADS = 300;
    private static final int MANY = 100_000;

    private static Payload composed(Serializer serializer, Payload payload) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("args", new PayloadPart(payload, PayloadPart.Kind.ARGUMENTS));
        object.put("kwargs", new PayloadPart(payload, PayloadPart.Kind.KEYWORD_ARGUMENTS));
        return serializer.payload(List.of(object), Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void the_parts_of_a_payload_are_values_in_any_format(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(31L + format.ordinal());
        for (int i = 0; i < PAYLOADS; i++) {
            Payload payload = random.payload(serializer);
            for (WireFormat other : WireFormat.values()) {
                Serializer target = Wire.SERIALIZERS.of(other);
                Map<String, Object> decoded = new LinkedHashMap<>();
                Payload translated = Transcoder.translate(payload, other);
                decoded.put("args", target.arguments(translated));
                decoded.put("kwargs", target.keywordArguments(translated));

                Wire.assertSamePayload(composed(target, payload), target.payload(List.of(decoded), Map.of()));
            }
        }
    }

    @Test
    void a_part_that_would_lie_too_deep_is_refused_as_a_tree_is() {
        for (int levels = 120; levels < 130; levels++) {
            List<Object> tree = List.of();
            for (int i = 1; i < levels; i++) {
                tree = List.of(tree);
            }
            List<Object> value = tree;
            String text = "[".repeat(levels) + "]".repeat(levels);
            byte[] bytes = text.getBytes(UTF_8);
            Payload payload = new Payload(WireFormat.JSON, bytes, 0, bytes.length, 1);
            // The message, the arguments and the dictionary enclose it.
            if (levels <= Serializers.DEFAULT_MAX_DEPTH - 3) {
                assertThat(composed(Wire.JSON, payload).length()).isGreaterThan(bytes.length);
                Wire.JSON.payload(List.of(Map.of("args", value)), Map.of());
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> composed(Wire.JSON, payload));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Wire.JSON.payload(List.of(Map.of("args", value)), Map.of()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_enclosed_payload_is_taken_out_as_it_stands(WireFormat format) throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        RandomMessages random = new RandomMessages(57L + format.ordinal());
        for (int i = 0; i < PAYLOADS; i++) {
            List<Object> arguments = random.list(3);
            Map<String, Object> keywords = random.dict(3);
            List<Object> outer = new ArrayList<>(random.list(2));
            int index = outer.size();
            outer.add(arguments);
            outer.add(keywords);
            outer.addAll(random.list(2));
            byte[] bytes =
                    Wire.encode(serializer, new Call(1, Map.of(), "a.b", serializer.payload(outer, Map.of("k", 1))));

            EnclosedPayload enclosed = EnclosedPayload.of(Wire.payload(Wire.decode(serializer, bytes)), index);

            Wire.assertSamePayload(enclosed.inner(), serializer.payload(arguments, keywords));
            outer.set(index, List.of());
            outer.set(index + 1, Map.of());
            Wire.assertSamePayload(enclosed.outer(), serializer.payload(outer, Map.of("k", 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_list_and_dictionary_encloses_nothing(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        for (List<Object> arguments : List.<List<Object>>of(
                List.of("a"),
                List.of("a", List.of(1)),
                List.of("a", List.of(1), List.of()),
                List.of("a", Map.of(), Map.of()),
                List.of("a", 1, Map.of()))) {
            assertThat(EnclosedPayload.of(serializer.payload(arguments, Map.of()), 1))
                    .isNull();
        }
        assertThat(EnclosedPayload.of(Payload.EMPTY, 1)).isNull();
        assertThat(EnclosedPayload.of(Wire.opaque(format, new byte[8]), 1)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void neither_makes_objects_of_what_a_payload_contains(WireFormat format) {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        List<Object> nested = Collections.nCopies(MANY, List.of(1));
        Payload payload = serializer.payload(nested, Map.of("k", nested));
        Payload enclosing = serializer.payload(List.of("a", nested, Map.of()), Map.of());

        // The sink doubles, and the result is cut to its length.
        assertThat(allocated(() -> composed(serializer, payload))).isLessThan(6L * payload.length());
        assertThat(allocated(() -> EnclosedPayload.of(enclosing, 1))).isLessThan(4 << 10);
    }

    private static long allocated(Runnable action) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
