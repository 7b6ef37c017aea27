package io.signalbox.bench.codec;

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
import java.util.function.LongUnaryOperator;

/**
 * One operation of a codec on a message with a string of 16 bytes. Takes the number of repetitions, and returns their time in
 * nanoseconds. {@link CodecComparison} loads this class once for each build.
 */
public final class CodecOperation implements LongUnaryOperator {
    private static final int PAYLOAD_BYTES = 16;

    private final ByteSink sink = new ByteSink(4_096);
    private final Serializer serializer;

    /** Bytes to decode; null to encode {@link #message}. */
    private final byte[] bytes;

    private final WampMessage message;

    /** Result of the last repetition, which the compiler may therefore not leave out. */
    private Object last;

    /**
     * Creates an operation.
     *
     * @param name one of {@link CodecComparison#OPERATIONS}
     * @param format the name of a {@link WireFormat}
     */
    public CodecOperation(String name, String format) throws ProtocolViolation {
        serializer = new Serializers().of(WireFormat.valueOf(format));
        var payload = serializer.payload(List.of("x".repeat(PAYLOAD_BYTES)), Map.of());
        message = switch (name) {
            case "CALL" -> new Call(7_812_347, Map.of(), "com.myapp.add2", payload);
            case "PUBLISH" -> new Publish(7_812_348, Map.of(), "com.myapp.topic1", payload);
            case "INVOCATION" -> new Invocation(7_812_347, 9_829_239_234L, Map.of(), payload);
            case "EVENT" -> new Event(5_512_315_355L, 4_429_313_566_821L, Map.of(), payload);
            default -> throw new IllegalArgumentException(name);
        };
        bytes = message instanceof Call || message instanceof Publish ? encoded() : null;
    }

    private byte[] encoded() {
        encode();
        return sink.toByteArray();
    }

    private void encode() {
        sink.clear();
        serializer.encode(message, sink);
    }

    private Object decode() {
        try {
            return serializer.decode(bytes, 0, bytes.length);
        } catch (ProtocolViolation violation) {
            throw new IllegalStateException(violation);
        }
    }

    @Override
    public long applyAsLong(long repetitions) {
        return bytes == null ? encode(repetitions) : decode(repetitions);
    }

    private long encode(long repetitions) {
        long begin = System.nanoTime();
        for (long i = 0; i < repetitions; i++) {
            encode();
        }
        return System.nanoTime() - begin;
    }

    private long decode(long repetitions) {
        long begin = System.nanoTime();
        for (long i = 0; i < repetitions; i++) {
            last = decode();
        }
        return System.nanoTime() - begin;
    }

    @Override
    public String toString() {
        return String.valueOf(last);
    }
}
