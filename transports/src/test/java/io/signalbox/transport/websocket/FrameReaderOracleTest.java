package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.connection.FramingViolation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.ProtocolException;
import org.eclipse.jetty.websocket.core.internal.FrameSequence;
import org.eclipse.jetty.websocket.core.internal.Generator;
import org.eclipse.jetty.websocket.core.internal.Parser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams of frames that Jetty's generator wrote, whole, mutated and cut anywhere: the reader finds what Jetty's parser
 * finds, or refuses the stream with the code that Jetty refuses it with.
 */
class FrameReaderOracleTest {
    private static final int STREAMS = 3_000;

    /** Limit that admits each form of a length. */
    private static final int MAX_FRAME_BYTES = 70_000;

    /** Limit for most of the mutated streams, which end with as many bytes as the longest frame. */
    private static final int MAX_SHORT_FRAME_BYTES = 1_000;

    private final Random random = new Random(6455);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stream_gives_the_frames_that_it_was_made_of(boolean masked) {
        for (int i = 0; i < STREAMS; i++) {
            byte[] stream = stream(masked);
            assertThat(read(stream, masked, MAX_FRAME_BYTES, stream.length))
                    .as(() -> hex(stream))
                    .isEqualTo(oracle(stream, masked, MAX_FRAME_BYTES));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_stream_gives_the_same_wherever_it_is_cut(boolean masked) {
        for (int i = 0; i < STREAMS / 10; i++) {
            byte[] stream = stream(masked);
            List<String> whole = read(stream, masked, MAX_FRAME_BYTES, stream.length);
            for (int cut = 1; cut < Math.min(stream.length, 300); cut++) {
                assertThat(read(stream, masked, MAX_FRAME_BYTES, cut))
                        .as(() -> hex(stream) + " is cut")
                        .isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_mutated_stream_gives_the_same_frames_or_the_same_close_code(boolean masked) {
        for (int i = 0; i < 3 * STREAMS; i++) {
            byte[] mutated = mutated(stream(masked));
            // Jetty judges a frame when all of it is there, the reader judges its head.
            int maxFrameBytes = i % 20 == 0 ? MAX_FRAME_BYTES : MAX_SHORT_FRAME_BYTES;
            byte[] stream = Arrays.copyOf(mutated, mutated.length + maxFrameBytes + 14);
            List<String> expected = oracle(stream, masked, maxFrameBytes);
            List<String> found = read(stream, masked, maxFrameBytes, 1 + random.nextInt(stream.length));
            if (last(found).equals("refused 1002") && last(expected).equals("refused 1009")) {
                // The frame breaks both rules: Jetty looks at the length first.
                expected.set(expected.size() - 1, "refused 1002");
            }
            assertThat(found).as(() -> hex(stream)).isEqualTo(expected);
        }
    }

    private static String last(List<String> events) {
        return events.isEmpty() ? "" : events.get(events.size() - 1);
    }

    private byte[] stream(boolean masked) {
        Generator generator = new Generator();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int frames = 1 + random.nextInt(5);
        for (int i = 0; i < frames; i++) {
            boolean last = random.nextInt(3) > 0;
            write(generator, out, random.nextBoolean() ? OpCode.TEXT : OpCode.BINARY, last, payload(), masked);
            while (!last) {
                if (random.nextBoolean()) {
                    byte control = random.nextBoolean() ? OpCode.PING : OpCode.PONG;
                    write(generator, out, control, true, bytes(random.nextInt(126)), masked);
                }
                last = random.nextBoolean();
                write(generator, out, OpCode.CONTINUATION, last, payload(), masked);
            }
        }
        if (random.nextInt(3) == 0) {
            CloseStatus status = new CloseStatus(1000 + random.nextInt(3), "bye ä".repeat(random.nextInt(10)));
            write(generator, out, OpCode.CLOSE, true, status.asPayloadBuffer().array(), masked);
        }
        return out.toByteArray();
    }

    private byte[] payload() {
        return bytes(
                switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 125 + random.nextInt(4);
                    case 2 -> random.nextInt(2_000);
                    case 3 -> random.nextInt(20) == 0 ? 65_534 + random.nextInt(4) : 1;
                    default -> random.nextInt(40);
                });
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write(
            Generator generator, ByteArrayOutputStream out, byte opCode, boolean fin, byte[] payload, boolean masked) {
        Frame frame = new Frame(opCode, fin, ByteBuffer.wrap(payload.clone()));
        if (masked) {
            frame.setMask(bytes(4));
        }
        ByteBuffer buffer = ByteBuffer.allocate(payload.length + 14);
        generator.generateWholeFrame(frame, buffer.limit(0));
        out.write(buffer.array(), 0, buffer.limit());
    }

    private byte[] mutated(byte[] stream) {
        byte[] changed = random.nextInt(4) == 0 ? Arrays.copyOf(stream, 1 + random.nextInt(stream.length)) : stream;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            // Heads are near the beginning more often than not.
            int at = random.nextInt(random.nextBoolean() ? changed.length : Math.min(changed.length, 16));
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }

    /** What the reader finds in pieces of {@code pieceBytes}: messages, control frames, and how the stream is refused. */
    private static List<String> read(byte[] stream, boolean masked, int maxFrameBytes, int pieceBytes) {
        FrameReader reader = new FrameReader(masked, FrameReader.TEXT, maxFrameBytes, false, null);
        Found found = new Found();
        try {
            for (int from = 0; from < stream.length && !found.closed; from += pieceBytes) {
                ByteBuffer in = ByteBuffer.wrap(stream, from, Math.min(pieceBytes, stream.length - from));
                readPiece(reader, in, found);
            }
        } catch (FramingViolation violation) {
            found.events.add("refused " + CloseCode.of(violation.kind()));
        }
        return found.events;
    }

    private static void readPiece(FrameReader reader, ByteBuffer in, Found found) throws FramingViolation {
        while (!found.closed) {
            switch (reader.next(in)) {
                case NOTHING -> {
                    return;
                }
                case PIECE -> {
                    boolean ends = reader.endsMessage();
                    byte[] piece = new byte[reader.pieceBytes()];
                    int opcode = reader.messageOpcode();
                    reader.copyPiece(in, piece, 0);
                    found.data(opcode, piece, ends);
                }
                case PING -> found.control(OpCode.PING, reader.controlPayload());
                case PONG -> found.control(OpCode.PONG, reader.controlPayload());
                case CLOSE -> found.control(OpCode.CLOSE, reader.controlPayload());
            }
        }
    }

    /** What Jetty finds, with the checks that its session makes. */
    private static List<String> oracle(byte[] stream, boolean masked, int maxFrameBytes) {
        Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();
        configuration.setAutoFragment(false);
        configuration.setMaxFrameSize(maxFrameBytes);
        Parser parser = new Parser(ByteBufferPool.NON_POOLING, configuration);
        FrameSequence sequence = new FrameSequence();
        ByteBuffer in = ByteBuffer.wrap(stream.clone());
        Found found = new Found();
        try {
            while (in.hasRemaining() && !found.closed) {
                Frame.Parsed frame = parser.parse(in);
                if (frame != null) {
                    take(frame, masked, sequence, found);
                }
            }
        } catch (CloseException refused) {
            found.events.add("refused " + refused.getStatusCode());
        }
        return found.events;
    }

    private static void take(Frame.Parsed frame, boolean masked, FrameSequence sequence, Found found) {
        if (frame.isMasked() != masked || frame.isRsv1() || frame.isRsv2() || frame.isRsv3()) {
            throw new ProtocolException("mask or reserved bits");
        }
        sequence.check(frame.getOpCode(), frame.isFin());
        byte[] payload = new byte[frame.getPayloadLength()];
        if (payload.length > 0) {
            frame.demask();
            frame.getPayload().get(payload);
        }
        switch (frame.getOpCode()) {
            case OpCode.CLOSE -> {
                new CloseStatus(ByteBuffer.wrap(payload));
                found.control(OpCode.CLOSE, payload);
            }
            case OpCode.PING, OpCode.PONG -> found.control(frame.getOpCode(), payload);
            default -> found.data(frame.getOpCode(), payload, frame.isFin());
        }
    }

    private static String hex(byte[] stream) {
        return HexFormat.of().formatHex(stream, 0, Math.min(stream.length, 500));
    }

    /** Events in words, to be compared. */
    private static final class Found {
        private final List<String> events = new ArrayList<>();
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();
        private int opcode;
        private boolean closed;

        void data(int frameOpcode, byte[] piece, boolean ends) {
            opcode = frameOpcode == OpCode.CONTINUATION ? opcode : frameOpcode;
            message.writeBytes(piece);
            if (ends) {
                events.add(opcode + " " + HexFormat.of().formatHex(message.toByteArray()));
                message.reset();
            }
        }

        void control(int controlOpcode, byte[] payload) {
            events.add(controlOpcode + " " + HexFormat.of().formatHex(payload));
            closed = controlOpcode == OpCode.CLOSE;
        }
    }
}
