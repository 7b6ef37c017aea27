package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundTripTest {
    private final Serializers serializers = new Serializers();

    @ParameterizedTest
    @EnumSource
    void a_publish_survives_encoding_and_decoding(WireFormat format) throws ProtocolViolation {
        Serializer serializer = serializers.of(format);
        Payload payload = serializer.payload(
                Arrays.asList(1L, "ä\u0000\"x", 1.5, null, true, new byte[] {1, 2}), Map.of("k", List.of(-70000L)));
        ByteSink sink = new ByteSink(10);
        serializer.encode(new Publish(7, Map.of("acknowledge", true), "com.myapp.topic1", payload), sink);
        WampMessage decoded = serializer.decode(sink.toByteArray(), 0, sink.size());
        assertThat(decoded).isInstanceOf(Publish.class);
        Publish publish = (Publish) decoded;
        assertThat(publish.topic()).isEqualTo("com.myapp.topic1");
        for (WireFormat other : WireFormat.values()) {
            Payload translated = Transcoder.translate(publish.payload(), other);
            assertThat(translated.format()).isEqualTo(other);
            List<Object> arguments = serializer.arguments(translated);
            assertThat(arguments.subList(0, 5)).containsExactly(1L, "ä\u0000\"x", 1.5, null, true);
            assertThat((byte[]) arguments.get(5)).containsExactly(1, 2);
            assertThat(serializer.keywordArguments(translated)).isEqualTo(Map.of("k", List.of(-70000L)));
        }
    }
}
