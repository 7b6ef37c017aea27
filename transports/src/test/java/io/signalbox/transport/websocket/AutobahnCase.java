package io.signalbox.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One case of the Autobahn test-suite: what its end of the connection sends, and what has to come back.
 *
 * @param number the number in the test-suite
 * @param kind the opcode of the messages of the connection
 * @param steps what is sent, and where an answer is waited for
 * @param end how the connection ends
 */
record AutobahnCase(String number, int kind, List<Step> steps, End end) {
    /** What the test-suite calls the outcome. */
    enum Outcome {
        OK,
        /** Right, but later than the test-suite asks for. */
        NON_STRICT,
        /** The specification leaves the outcome open. */
        INFORMATIONAL,
        /** The extension is declined, because its terms cannot be kept. */
        UNIMPLEMENTED
    }

    sealed interface Step {
        /** One frame, in writes of so many bytes; 0 for one write together with what else can be. */
        record Send(int firstByte, byte[] payload, int chopBytes) implements Step {}

        /** Waits until a frame comes back. */
        record Receive(int opcode, byte[] payload) implements Step {}
    }

    /**
     * The end of the connection.
     *
     * @param closesItself whether this end sends CLOSE, because the case has not
     * @param codes what the CLOSE that comes may say; 0 for nothing
     */
    record End(boolean closesItself, List<Integer> codes) {}

    private static final int FIN = 0x80;
    private static final int NORMAL = 1000;

    Outcome outcome() {
        if (number.startsWith("6.4.")) {
            return Outcome.NON_STRICT;
        }
        return number.equals("7.1.6") ? Outcome.INFORMATIONAL : Outcome.OK;
    }

    @Override
    public String toString() {
        return number;
    }

    static Builder text(String number) {
        return new Builder(number, FrameReader.TEXT);
    }

    static Builder binary(String number) {
        return new Builder(number, FrameReader.BINARY);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Collects the steps of a case. */
    static final class Builder {
        private final String number;
        private final int kind;
        private final List<Step> steps = new ArrayList<>();
        private int chopBytes;

        private Builder(String number, int kind) {
            this.number = number;
            this.kind = kind;
        }

        /** Has what follows be written in so many bytes at a time. */
        Builder chopped(int bytes) {
            chopBytes = bytes;
            return this;
        }

        /** Sends a frame with this first byte. */
        Builder frame(int firstByte, byte[] payload) {
            steps.add(new Step.Send(firstByte, payload, chopBytes));
            return this;
        }

        Builder frame(int firstByte, String payload) {
            return frame(firstByte, bytes(payload));
        }

        /** Sends a frame that does not end its message. */
        Builder fragment(int opcode, String payload) {
            return frame(opcode, payload);
        }

        Builder last(int opcode, String payload) {
            return frame(FIN | opcode, payload);
        }

        Builder message(byte[] payload) {
            return frame(FIN | kind, payload);
        }

        /** Sends a message in frames of so many bytes. */
        Builder fragments(byte[] payload, int fragmentBytes) {
            for (int at = 0; at < payload.length; at += fragmentBytes) {
                int end = Math.min(payload.length, at + fragmentBytes);
                int opcode = at == 0 ? kind : FrameReader.CONTINUATION;
                frame(end == payload.length ? FIN | opcode : opcode, Arrays.copyOfRange(payload, at, end));
            }
            return this;
        }

        Builder ping(byte[] payload) {
            return frame(FIN | FrameReader.PING, payload);
        }

        Builder ping(String payload) {
            return ping(bytes(payload));
        }

        Builder close(int code, byte[] reason) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(code >> Byte.SIZE);
            payload.write(code);
            payload.writeBytes(reason);
            return frame(FIN | FrameReader.CLOSE, payload.toByteArray());
        }

        Builder close(int code) {
            return close(code, new byte[0]);
        }

        /** Waits for a message to come back. */
        Builder echo(byte[] payload) {
            steps.add(new Step.Receive(kind, payload));
            return this;
        }

        Builder echo(String payload) {
            return echo(bytes(payload));
        }

        Builder pong(byte[] payload) {
            steps.add(new Step.Receive(FrameReader.PONG, payload));
            return this;
        }

        Builder pong(String payload) {
            return pong(bytes(payload));
        }

        /** Ends with a CLOSE of this end, which is answered. */
        AutobahnCase clean() {
            return new AutobahnCase(number, kind, List.copyOf(steps), new End(true, List.of(NORMAL)));
        }

        /** Ends with a CLOSE of the other end. */
        AutobahnCase ends(Integer... codes) {
            return new AutobahnCase(number, kind, List.copyOf(steps), new End(false, List.of(codes)));
        }
    }
}
