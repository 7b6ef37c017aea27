package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Violations name the element that is wrong, in every message type and format. */
class ElementNumberTest {

    static Stream<Arguments> types() {
        return Arrays.stream(WireFormat.values())
                .flatMap(format -> Arrays.stream(MessageType.values()).map(type -> Arguments.of(format, type)));
    }

    private static List<Object> elements(MessageType type) {
        List<Object> elements = new ArrayList<>(List.of(type.code()));
        for (MessageType.Field field : type.fields()) {
            elements.add(
                    switch (field) {
                        case ID, ID_OR_ZERO -> 1;
                        case REQUEST_TYPE -> 48;
                        case URI, REALM, STRING -> "a.b";
                        case DICT, OPTIONAL_DICT -> Map.of();
                    });
        }
        if (type.hasPayload()) {
            elements.add(List.of(1));
            elements.add(Map.of("k", 1));
        }
        return elements;
    }

    private static byte[] bytes(WireFormat format, List<Object> elements) {
        ByteSink sink = new ByteSink(64);
        ValueTree.writeList(elements, WireWriter.into(format, sink));
        return sink.toByteArray();
    }

    private static String refusal(WireFormat format, List<Object> elements) {
        return assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> Wire.decode(Wire.SERIALIZERS.of(format), bytes(format, elements)))
                .actual()
                .getMessage();
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_value_of_a_wrong_type_is_named_by_its_element(WireFormat format, MessageType type) {
        int count = elements(type).size();
        for (int i = 1; i < count; i++) {
            for (Object wrong : new Object[] {true, 1.5, new byte[] {1}, List.of(List.of()), Map.of("k", 1), "x", 7}) {
                List<Object> elements = elements(type);
                if (!isAllowed(type, i, wrong)) {
                    elements.set(i, wrong);
                    assertThat(refusal(format, elements)).startsWith(type + " element " + i + " ");
                }
            }
        }
    }

    private static boolean isAllowed(MessageType type, int element, Object value) {
        int field = element - 1;
        if (field >= type.fields().size()) {
            boolean isArguments = field == type.fields().size();
            return isArguments ? value instanceof List || value instanceof byte[] : value instanceof Map;
        }
        return switch (type.fields().get(field)) {
            case ID, ID_OR_ZERO -> value instanceof Integer;
            case REQUEST_TYPE -> false;
            case URI, REALM, STRING -> value instanceof String || value instanceof byte[];
            case DICT, OPTIONAL_DICT -> value instanceof Map;
        };
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_missing_element_is_named(WireFormat format, MessageType type) {
        int required = 1;
        for (MessageType.Field field : type.fields()) {
            required += field == MessageType.Field.OPTIONAL_DICT ? 0 : 1;
        }
        for (int i = 1; i < required; i++) {
            assertThat(refusal(format, elements(type).subList(0, i)))
                    .startsWith(type + " element " + i + " ")
                    .contains("missing");
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void one_element_too_many_is_named(WireFormat format, MessageType type) {
        List<Object> elements = elements(type);
        elements.add(1);

        assertThat(refusal(format, elements))
                .startsWith(type + " element " + (elements.size() - 1) + ": too many elements");
    }

    @ParameterizedTest
    @MethodSource("types")
    void null_in_the_place_of_arguments_is_taken_as_none_and_from_routers_also_of_keyword_arguments(
            WireFormat format, MessageType type) throws ProtocolViolation {
        if (!type.hasPayload()) {
            return;
        }
        List<Object> elements = elements(type);
        int arguments = elements.size() - 2;
        List<Object> head = elements.subList(0, arguments);
        Object keywordParts = elements.get(arguments + 1);

        assertThat(payload(format, head)).isEqualTo(List.of(List.of(), Map.of()));
        assertThat(payload(format, head, (Object) null)).isEqualTo(List.of(List.of(), Map.of()));
        assertThat(payload(format, head, null, keywordParts)).isEqualTo(List.of(List.of(), Map.of("k", 1L)));
        if (Set.of(MessageType.EVENT, MessageType.RESULT, MessageType.INVOCATION)
                .contains(type)) {
            assertThat(payload(format, head, null, null)).isEqualTo(List.of(List.of(), Map.of()));
            assertThat(payload(format, head, List.of(5L), null)).isEqualTo(List.of(List.of(5L), Map.of()));
        } else {
            assertThatThrownBy(() -> payload(format, head, List.of(5L), null)).isInstanceOf(ProtocolViolation.class);
        }
    }

    private static List<Object> payload(WireFormat format, List<Object> head, Object... parts)
            throws ProtocolViolation {
        List<Object> elements = new ArrayList<>(head);
        elements.addAll(Arrays.asList(parts));
        Serializer serializer = Wire.SERIALIZERS.of(format);
        var payload = Wire.payload(Wire.decode(serializer, bytes(format, elements)));
        return List.of(serializer.arguments(payload), serializer.keywordArguments(payload));
    }
}
