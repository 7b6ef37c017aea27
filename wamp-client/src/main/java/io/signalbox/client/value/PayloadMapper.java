package io.signalbox.client.value;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers.BigIntegerDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mapper between Java objects and payloads. Thread-safe.
 *
 * <p>A value is the same in each wire format:
 *
 * <table>
 * <caption>Java classes and values of WAMP</caption>
 * <tr><td>records, beans, maps</td><td>dictionary</td></tr>
 * <tr><td>collections, arrays</td><td>list</td></tr>
 * <tr><td>{@code byte[]}</td><td>binary value</td></tr>
 * <tr><td>{@code int}, {@code long}, {@code BigInteger}</td><td>integer</td></tr>
 * <tr><td>{@code float}, {@code double}</td><td>float</td></tr>
 * <tr><td>{@code BigDecimal}</td><td>float if a float has the same decimal digits, otherwise a string</td></tr>
 * <tr><td>classes of {@code java.time}</td><td>string of ISO 8601</td></tr>
 * <tr><td>enums</td><td>string, the name of the constant</td></tr>
 * <tr><td>{@code Optional}</td><td>the value or null</td></tr>
 * <tr><td>{@link JsonNode}</td><td>any value</td></tr>
 * </table>
 *
 * <p>Jackson converts the classes that the codecs do not know, and is loaded for these only. Reading is strict: a string is
 * no number, and a number with a fraction is no integer. Unknown entries of a dictionary are ignored, so that a peer may add
 * entries.
 *
 * <pre>{@code
 * PayloadMapper mapper = new PayloadMapper();
 * Payload payload = mapper.payload(WireFormat.CBOR, List.of(LocalDate.of(2026, 1, 31)), Map.of("limit", 10));
 * LocalDate day = mapper.arguments(payload).arg(0, LocalDate.class);
 * }</pre>
 */
public final class PayloadMapper {
    /** Deepest nesting of values that are sent, as in the codecs. */
    private static final int MAX_DEPTH = Serializers.DEFAULT_MAX_DEPTH - 1;

    private static final Serializers SERIALIZERS = new Serializers();

    private final Serializer json = SERIALIZERS.of(WireFormat.JSON);
    private final Serializer msgpack = SERIALIZERS.of(WireFormat.MSGPACK);
    private final Serializer cbor = SERIALIZERS.of(WireFormat.CBOR);

    /** Created when the first value needs Jackson. Racy single-check: either thread's mapper is valid. */
    private volatile ObjectMapper jackson;

    /** Creates a mapper with the conversions of the table. */
    public PayloadMapper() {}

    /**
     * Creates a mapper with the conversions of an own mapper of Jackson.
     *
     * @param jackson used as it is, and not modified afterwards
     */
    public PayloadMapper(ObjectMapper jackson) {
        this.jackson = jackson;
    }

    /**
     * Returns a payload.
     *
     * @throws IllegalArgumentException if a value cannot be converted, or is nested deeper than 127. The message names the
     *     argument
     */
    public Payload payload(WireFormat format, List<?> arguments, Map<String, ?> keywordArguments) {
        if (arguments.isEmpty() && keywordArguments.isEmpty()) {
            return Payload.EMPTY;
        }
        return serializer(format).payload(plainArguments(arguments), plainKeywords(keywordArguments));
    }

    /** Returns the arguments of a payload, which are decoded when they are asked for. */
    public Arguments arguments(Payload payload) {
        return new Arguments(payload, this);
    }

    /**
     * Returns a value as a tree of Jackson.
     *
     * @throws IllegalArgumentException if the value cannot be converted
     */
    public JsonNode tree(Object value) {
        return ValueTrees.node(plain(value, MAX_DEPTH));
    }

    Serializer serializer(WireFormat format) {
        return switch (format) {
            case JSON -> json;
            case MSGPACK -> msgpack;
            case CBOR -> cbor;
        };
    }

    ObjectMapper jackson() {
        ObjectMapper mapper = jackson;
        if (mapper == null) {
            mapper = newMapper();
            jackson = mapper;
        }
        return mapper;
    }

    private List<?> plainArguments(List<?> arguments) {
        List<Object> converted = null;
        for (int i = 0; i < arguments.size(); i++) {
            Object value = arguments.get(i);
            Object plain = plainArgument(value, i, null);
            if (plain != value && converted == null) {
                converted = new ArrayList<>(arguments);
            }
            if (converted != null) {
                converted.set(i, plain);
            }
        }
        return converted == null ? arguments : converted;
    }

    private Map<String, ?> plainKeywords(Map<String, ?> keywords) {
        Map<String, Object> converted = null;
        for (Map.Entry<String, ?> entry : keywords.entrySet()) {
            Object plain = plainArgument(entry.getValue(), -1, entry.getKey());
            if (plain != entry.getValue() && converted == null) {
                converted = new LinkedHashMap<>(keywords);
            }
            if (converted != null) {
                converted.put(entry.getKey(), plain);
            }
        }
        return converted == null ? keywords : converted;
    }

    private Object plainArgument(Object value, int index, String name) {
        if (isScalar(value)) {
            return value;
        }
        try {
            return plain(value, MAX_DEPTH);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Arguments.place(index, name) + ", a " + value.getClass().getName() + ", cannot be sent: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isScalar(Object value) {
        return switch (value) {
            case null -> true;
            case String text -> true;
            case Integer number -> true;
            case Long number -> true;
            case Boolean bool -> true;
            case Double number -> true;
            case byte[] binary -> true;
            case BigInteger number -> true;
            case Float number -> true;
            case Short number -> true;
            case Byte number -> true;
            default -> false;
        };
    }

    /** Returns a tree of the codecs: the value itself if possible. */
    private Object plain(Object value, int depthLeft) {
        if (isScalar(value)) {
            return value;
        }
        if (depthLeft <= 0) {
            throw new IllegalArgumentException("the value is nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case JsonNode node -> ValueTrees.tree(node);
            case BigDecimal number -> ValueTrees.number(number);
            case List<?> list -> plainList(list, depthLeft - 1);
            case Map<?, ?> dict ->
                hasStringKeys(dict) ? plainDict(dict, depthLeft - 1) : ValueTrees.tree(bean(dict, depthLeft));
            default -> ValueTrees.tree(bean(value, depthLeft));
        };
    }

    private JsonNode bean(Object value, int depthLeft) {
        ObjectMapper mapper = jackson();
        try (TokenBuffer buffer = new TokenBuffer(mapper, false)) {
            mapper.writeValue(new BoundedGenerator(buffer, depthLeft), value);
            try (JsonParser parser = buffer.asParser()) {
                return mapper.readTree(parser);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("a value in memory cannot be read", e);
        }
    }

    private List<Object> plainList(List<?> list, int depthLeft) {
        List<Object> plain = new ArrayList<>(list.size());
        for (Object element : list) {
            plain.add(plain(element, depthLeft));
        }
        return plain;
    }

    private Map<String, Object> plainDict(Map<?, ?> dict, int depthLeft) {
        Map<String, Object> plain = new LinkedHashMap<>();
        dict.forEach((key, value) -> plain.put((String) key, plain(value, depthLeft)));
        return plain;
    }

    private static boolean hasStringKeys(Map<?, ?> dict) {
        for (Object key : dict.keySet()) {
            if (!(key instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private static ObjectMapper newMapper() {
        SimpleModule module = new SimpleModule("signalbox-values");
        OptionalValues.addTo(module);
        IsoDates.addTo(module);
        module.addDeserializer(BigInteger.class, new WholeIntegers());
        return JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .withCoercionConfig(
                        LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                // MessagePack has no integers of more than 64 bits, and no format but JSON has decimal numbers.
                .withCoercionConfig(
                        BigInteger.class,
                        text -> text.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
                .withCoercionConfig(
                        BigDecimal.class,
                        text -> text.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
                .addModule(module)
                .build();
    }

    /** Reads a float only if the float has no fraction. */
    private static final class WholeIntegers extends BigIntegerDeserializer {
        private static final long serialVersionUID = 1L;

        @Override
        public BigInteger deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_NUMBER_FLOAT) ? in.getBigIntegerValue() : super.deserialize(in, context);
        }
    }
}
