package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.WampMessage;

/**
 * Decoder of the messages of one connection that have arrived: one message, or a batch of messages. A long message takes
 * milliseconds and is decoded by another thread, because the selector's thread serves other connections.
 *
 * <p>Confined to the rounds of the selector, except {@link #decodeAhead}, during which no other thread uses the object.
 */
final class Decoding {
    /** Longer messages are decoded by another thread. A message of this length takes about a millisecond. */
    static final int MAX_SHORT_BYTES = 256 << 10;

    private final Serializer serializer;
    private final BatchFraming batching;

    /** Null if no message waits. */
    private byte[] bytes;

    /** Null if the bytes are one message. */
    private BatchFraming.Batch batch;

    private int sizeBytes;

    /** Result of {@link #decodeAhead}; null if no other thread has decoded. */
    private Outcome outcome;

    /**
     * Result of another thread. At most one component is not null; none at the end of a batch.
     *
     * @param failure an exception other than a violation
     */
    private record Outcome(WampMessage message, ReadFault fault, Throwable failure) {}

    Decoding(MessageFormat format) {
        serializer = format.serializer();
        batching = format.batching();
    }

    /** Sets the bytes of the next message or batch. The previous ones must be over. */
    void begin(byte[] arrived) {
        bytes = arrived;
        batch = batching == null ? null : batching.split(arrived, 0, arrived.length);
    }

    /** Returns whether a message waits, or the end of a batch. */
    boolean isPending() {
        return bytes != null;
    }

    /** Returns the bytes that wait, which are those of a whole batch. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the length of the message that {@link #next} has returned last, in bytes. */
    int sizeBytes() {
        return sizeBytes;
    }

    /** Returns whether the next message is too long to be decoded on the selector's thread, and not decoded yet. */
    boolean isLong() {
        return bytes != null
                && bytes.length > MAX_SHORT_BYTES
                && outcome == null
                && (batch == null || batch.isNextLongerThan(MAX_SHORT_BYTES));
    }

    /** Drops the waiting bytes. */
    void drop() {
        bytes = null;
        batch = null;
        outcome = null;
    }

    /**
     * Returns the next message, or null at the end of a batch.
     *
     * @throws ProtocolViolation if the bytes are no message; {@link #fault} has to follow
     */
    WampMessage next() throws ProtocolViolation {
        WampMessage message = outcome == null ? decode() : decoded();
        sizeBytes = length();
        if (batch == null || message == null) {
            drop();
        }
        return message;
    }

    /** Returns the fault for a violation that {@link #next} has thrown, and drops the waiting bytes. */
    ReadFault fault(ProtocolViolation violation) {
        ReadFault fault = outcome == null ? undecodable(violation) : outcome.fault();
        drop();
        return fault;
    }

    private WampMessage decoded() throws ProtocolViolation {
        if (outcome.fault() != null) {
            throw outcome.fault().violation();
        }
        Outcome decoded = outcome;
        outcome = null;
        AllSteps.rethrow(decoded.failure());
        return decoded.message();
    }

    private WampMessage decode() throws ProtocolViolation {
        if (batch == null) {
            return serializer.decode(bytes, 0, bytes.length);
        }
        return batch.next() ? serializer.decode(bytes, batch.offset(), batch.length()) : null;
    }

    private int length() {
        return batch == null ? bytes.length : batch.length();
    }

    private ReadFault undecodable(ProtocolViolation violation) {
        int offset = batch == null ? 0 : batch.offset();
        return ReadFault.undecodable(violation, bytes, offset, length(), serializer.format());
    }

    /** Decodes the next message, which {@link #next} then returns or throws. Called on another thread. */
    void decodeAhead() {
        try {
            outcome = new Outcome(decode(), null, null);
        } catch (ProtocolViolation violation) {
            outcome = new Outcome(null, undecodable(violation), null);
        } catch (Throwable failure) {
            // Thrown again by next, on the selector's thread, which ends the connection.
            outcome = new Outcome(null, null, failure);
        }
    }
}
