package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.jackson.dataformat.MessagePackMapper;

/** Jackson reads what is written here, and what Jackson writes is read here. */
class JacksonAgreementTest {
    private static final int MESSAGES = 300;

    private static ObjectMapper mapper(WireFormat format) {
        return switch (format) {
            case JSON -> new ObjectMapper();
            case MSGPACK -> new MessagePackMapper();
            case CBOR -> new CBORMapper();
        };
    }

    @ParameterizedTest
    @EnumSource
    void jackson_reads_what_is_encoded(WireFormat format) throws IOException {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        ObjectMapper mapper = mapper(format);
        RandomMessages random = new RandomMessages(1000 + format.ordinal());
        for (int i = 0; i < MESSAGES; i++) {
            List<Object> arguments = random.list(3);
            Map<String, Object> keywords = random.dict(3);
            Map<String, Object> options = random.options();
            long id = random.id();
            Payload payload = serializer.payload(arguments, keywords);
            List<Object> read = mapper.readValue(
                    Wire.encode(serializer, new Publish(id, options, "a.b", payload)), new TypeReference<>() {});
            assertThat(normal(read, format))
                    .usingRecursiveComparison()
                    .isEqualTo(normal(elements(id, options, arguments, keywords), format));
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_jackson_writes_is_decoded(WireFormat format) throws IOException, ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        ObjectMapper mapper = mapper(format);
        RandomMessages random = new RandomMessages(2000 + format.ordinal());
        for (int i = 0; i < MESSAGES; i++) {
            List<Object> arguments = random.list(3);
            Map<String, Object> keywords = random.dict(3);
            Map<String, Object> options = random.options();
            long id = random.id();
            List<Object> elements = elements(id, options, arguments, keywords);
            Publish publish = (Publish) Wire.decode(serializer, mapper.writeValueAsBytes(elements));
            Payload payload = publish.payload();
            List<Object> decoded = elements(
                    publish.request(),
                    publish.options(),
                    serializer.arguments(payload),
                    serializer.keywordArguments(payload));
            assertThat(normal(decoded, format)).usingRecursiveComparison().isEqualTo(normal(elements, format));
        }
    }

    private static List<Object> elements(
            long id, Map<String, Object> options, List<Object> arguments, Map<String, Object> keywords) {
        List<Object> elements = new ArrayList<>(List.of(MessageType.PUBLISH.code(), id, options, "a.b"));
        if (!arguments.isEmpty() || !keywords.isEmpty()) {
            elements.add(arguments);
        }
        if (!keywords.isEmpty()) {
            elements.add(keywords);
        }
        return elements;
    }

    /** Integers as text, and bytes in JSON as base64, since Jackson knows of no U+0000 before it. */
    private static Object normal(Object value, WireFormat format) {
        return switch (value) {
            case List<?> list -> {
                List<Object> normal = new ArrayList<>();
                list.forEach(element -> normal.add(element == null ? null : normal(element, format)));
                yield normal;
            }
            case Map<?, ?> dict -> {
                Map<Object, Object> normal = new LinkedHashMap<>();
                dict.forEach((key, element) -> normal.put(key, element == null ? null : normal(element, format)));
                yield normal;
            }
            case Double number -> number;
            case Number number -> number.toString();
            case byte[] bytes -> format == WireFormat.JSON ? Base64.getEncoder().encodeToString(bytes) : bytes;
            case String text -> format == WireFormat.JSON && JsonText.binary(text) != null ? text.substring(1) : text;
            default -> value;
        };
    }
}
