package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What one write takes: control frames, heads and small payloads one behind the other in a buffer, large payloads as they
 * are, so that those that are shared are never copied for each receiver. Confined to its thread.
 */
final class Gather {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Up to here copying costs less than one more write. */
    static final int MAX_COPIED_BYTES = 16 * 1024;

    /** Up to here copying costs less than one more part of a write. */
    static final int MAX_COPIED_SHARED_BYTES = 4 * 1024;

    private static final int FIRST_PARTS = 8;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer[] onlyBuffer = {buffer};

    /** Where the bytes begin in the buffer that no part holds yet. */
    private int begin;

    private ByteBuffer[] parts = new ByteBuffer[FIRST_PARTS];
    private OutboundFrame[] holders = new OutboundFrame[FIRST_PARTS];
    private int count;

    /** What {@link #parts()} has answered with. */
    private ByteBuffer[] ready;

    boolean isEmpty() {
        return count == 0 && buffer.position() == 0;
    }

    boolean hasRoom(int bytes) {
        return buffer.remaining() >= bytes;
    }

    /** Where heads, control frames and small payloads are to be written. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Appends a payload as it is; {@code holder} is the shared frame that it belongs to, or null. */
    void add(ByteBuffer payload, OutboundFrame holder) {
        endPart();
        append(payload, holder);
    }

    /** All that was gathered, or what is left of it; nothing can be added until it is cleared. */
    ByteBuffer[] parts() {
        if (ready == null) {
            ready = count == 0 ? onlyBuffer() : allParts();
        }
        return ready;
    }

    private ByteBuffer[] onlyBuffer() {
        buffer.flip();
        return onlyBuffer;
    }

    private ByteBuffer[] allParts() {
        endPart();
        return Arrays.copyOf(parts, count);
    }

    /** The shared frame that a part of {@link #parts()} belongs to, or null. */
    OutboundFrame holder(int part) {
        return part < count ? holders[part] : null;
    }

    /** Forgets the shared frames, which somebody else holds now. */
    void holdersTaken() {
        Arrays.fill(holders, 0, count, null);
    }

    /** Forgets all, and lets go of the shared frames. */
    void clear(Outbox outbox) {
        for (int i = 0; i < count; i++) {
            OutboundFrame holder = holders[i];
            parts[i] = null;
            holders[i] = null;
            if (holder != null) {
                outbox.written(holder);
            }
        }
        count = 0;
        begin = 0;
        ready = null;
        buffer.clear();
    }

    private void endPart() {
        int end = buffer.position();
        if (end > begin) {
            append(buffer.slice(begin, end - begin), null);
            begin = end;
        }
    }

    private void append(ByteBuffer part, OutboundFrame holder) {
        if (count == parts.length) {
            parts = Arrays.copyOf(parts, 2 * count);
            holders = Arrays.copyOf(holders, 2 * count);
        }
        parts[count] = part;
        holders[count++] = holder;
    }
}
