package io.signalbox.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostlyFrameTest {
    private static final String TOPICS = "com.bench.topic.";

    private static List<WampMessage> decoded(byte[] frames, Serializer serializer, boolean batched)
            throws ProtocolViolation {
        List<WampMessage> messages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(frames);
        while (in.hasRemaining()) {
            in.get();
            int length = in.get() & 0x7F;
            length = length == 126 ? in.getShort() & 0xFFFF : length == 127 ? (int) in.getLong() : length;
            byte[] mask = new byte[4];
            in.get(mask);
            byte[] payload = new byte[length];
            in.get(payload);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (!batched) {
                messages.add(serializer.decode(payload, 0, length));
                continue;
            }
            BatchFraming.Batch batch = new BatchFraming(serializer.format()).split(payload, 0, length);
            while (batch.next()) {
                messages.add(serializer.decode(payload, batch.offset(), batch.length()));
            }
        }
        return messages;
    }

    @ParameterizedTest
    @CsvSource({"JSON,false", "JSON,true", "MSGPACK,false", "MSGPACK,true", "CBOR,false", "CBOR,true"})
    void each_sending_has_request_ids_and_topics_of_its_own(WireFormat format, boolean batched)
            throws ProtocolViolation {
        Serializer serializer = new Serializers().of(format);
        Payload payload = serializer.payload(List.of("x".repeat(70_000)), Map.of());
        List<LongFunction<WampMessage>> messages = List.of(
                id -> new Publish(id, Map.of("retain", true), TOPICS + "000", Payload.EMPTY),
                id -> new Call(id, Map.of(), "com.bench.procedure", payload),
                id -> new Publish(id, Map.of("x", "y".repeat(200)), TOPICS + "000", payload));
        CostlyFrame frame = new CostlyFrame(serializer, batched, messages, TOPICS);
        long first = 1L << 40;

        long used = frame.renew(0);
        assertThat(used).isEqualTo(3);
        byte[] before = frame.bytes();
        assertThat(frame.renew(198)).isEqualTo(201);

        assertThat(decoded(before, serializer, batched))
                .satisfiesExactly(
                        one -> assertThat(one).isEqualTo(messages.get(0).apply(first)),
                        two -> assertThat(((Call) two).request()).isEqualTo(first + 1),
                        three -> assertThat(((Publish) three).topic()).isEqualTo(TOPICS + "001"));
        assertThat(decoded(frame.bytes(), serializer, batched))
                .satisfiesExactly(
                        one -> assertThat(((Publish) one).topic()).isEqualTo(TOPICS + "198"),
                        two -> assertThat(((Call) two).request()).isEqualTo(first + 199),
                        three -> {
                            assertThat(((Publish) three).request()).isEqualTo(first + 200);
                            assertThat(((Publish) three).topic()).isEqualTo(TOPICS + "199");
                            assertThat(serializer.arguments(((Publish) three).payload()))
                                    .isEqualTo(serializer.arguments(payload));
                        });
    }

    @Test
    void latencies_pass_from_process_to_process() {
        Histogram calls = new Histogram(3);
        calls.recordValue(1_000_000);
        calls.recordValueWithCount(50, 99);
        Histogram own = new Histogram(3);

        Latencies latencies = Latencies.decoded(new Latencies(calls, own).encoded());

        assertThat(latencies.calls().getTotalCount()).isEqualTo(100);
        assertThat(latencies.calls().getMaxValue()).isBetween(999_000L, 1_001_000L);
        assertThat(latencies.own().getTotalCount()).isZero();
    }
}
