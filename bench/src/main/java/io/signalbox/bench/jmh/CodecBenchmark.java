package io.signalbox.bench.jmh;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decoding of messages that clients send, and encoding of messages that clients receive. The payload is one string
 * of {@code payloadBytes}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {

    @Param
    WireFormat format;

    @Param({"16", "1024"})
    int payloadBytes;

    private final ByteSink sink = new ByteSink(4_096);
    private Serializer serializer;
    private byte[] call;
    private byte[] publish;
    private WampMessage invocation;
    private WampMessage event;

    @Setup
    public void setUp() throws ProtocolViolation {
        serializer = new Serializers().of(format);
        var payload = serializer.payload(List.of("x".repeat(payloadBytes)), Map.of());
        call = bytes(new Call(7_812_347, Map.of(), "com.myapp.add2", payload));
        publish = bytes(new Publish(7_812_348, Map.of(), "com.myapp.topic1", payload));
        Call received = (Call) serializer.decode(call, 0, call.length);
        invocation = new Invocation(7_812_347, 9_829_239_234L, Map.of(), received.payload());
        event = new Event(5_512_315_355L, 4_429_313_566_821L, Map.of(), received.payload());
    }

    @Benchmark
    public WampMessage decodeCall() throws ProtocolViolation {
        return serializer.decode(call, 0, call.length);
    }

    @Benchmark
    public WampMessage decodePublish() throws ProtocolViolation {
        return serializer.decode(publish, 0, publish.length);
    }

    @Benchmark
    public int encodeInvocation() {
        return encode(invocation);
    }

    @Benchmark
    public int encodeEvent() {
        return encode(event);
    }

    private int encode(WampMessage message) {
        sink.clear();
        serializer.encode(message, sink);
        return sink.size();
    }

    private byte[] bytes(WampMessage message) {
        encode(message);
        return sink.toByteArray();
    }
}
