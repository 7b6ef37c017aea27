package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.*;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;

/** What the tests of this package say about messages on the wire. */
final class Wire {
    static final Serializers SERIALIZERS = new Serializers();
    static final Serializer JSON = SERIALIZERS.of(WireFormat.JSON);
    static final Serializer MSGPACK = SERIALIZERS.of(WireFormat.MSGPACK);
    static final Serializer CBOR = SERIALIZERS.of(WireFormat.CBOR);

    private Wire() {}

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static WampMessage decode(Serializer serializer, byte[] bytes) throws ProtocolViolation {
        return serializer.decode(bytes, 0, bytes.length);
    }

    static WampMessage json(String text) throws ProtocolViolation {
        return decode(JSON, text.getBytes(UTF_8));
    }

    static byte[] encode(Serializer serializer, WampMessage message) {
        ByteSink sink = new ByteSink(1);
        serializer.encode(message, sink);
        return sink.toByteArray();
    }

    static String jsonText(WampMessage message) {
        return new String(encode(JSON, message), UTF_8);
    }

    /** The payload of a message, empty for those that have none. */
    static Payload payload(WampMessage message) {
        return switch (message) {
            case Publish m -> m.payload();
            case Event m -> m.payload();
            case Call m -> m.payload();
            case Result m -> m.payload();
            case Invocation m -> m.payload();
            case Yield m -> m.payload();
            case ErrorMessage m -> m.payload();
            case Abort m -> m.payload();
            default -> Payload.EMPTY;
        };
    }

    /** Bytes in the place of arguments. */
    static Payload opaque(WireFormat format, byte[] bytes) {
        ByteSink sink = new ByteSink(1);
        WireWriter.into(format, sink).binary(bytes, 0, bytes.length);
        return Payload.opaque(format, sink.toByteArray(), 0, sink.size());
    }

    /** Both payloads as trees, in whatever format they are. */
    static void assertSamePayload(Payload actual, Payload expected) {
        assertThat(actual.isOpaque()).isEqualTo(expected.isOpaque());
        assertThat(List.of(JSON.arguments(actual), JSON.keywordArguments(actual)))
                .usingRecursiveComparison(byValue())
                .isEqualTo(List.of(JSON.arguments(expected), JSON.keywordArguments(expected)));
    }

    static RecursiveComparisonConfiguration byValue() {
        return RecursiveComparisonConfiguration.builder()
                .withIgnoredFields("payload")
                .withStrictTypeChecking(false)
                .build();
    }
}
