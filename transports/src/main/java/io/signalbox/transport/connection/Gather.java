package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes of one write: control frames, heads and small payloads in a buffer, and large payloads without a copy, so that a shared
 * payload is not copied for each receiver. Confined to its thread.
 */
final class Gather {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Longest payload whose copy costs less than another write. */
    static final int MAX_COPIED_BYTES = 16 * 1024;

    /** Longest shared payload whose copy costs less than another part of a write. */
    static final int MAX_COPIED_SHARED_BYTES = 4 * 1024;

    private static final int FIRST_PARTS = 8;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer[] onlyBuffer = {buffer};

    /** Begin of the bytes in the buffer that are in no part yet. */
    private int begin;

    private ByteBuffer[] parts = new ByteBuffer[FIRST_PARTS];
    private OutboundFrame[] holders = new OutboundFrame[FIRST_PARTS];
    private int count;

    /** Result of {@link #parts()}; null before. */
    private ByteBuffer[] ready;

    boolean isEmpty() {
        return count == 0 && buffer.position() == 0;
    }

    boolean hasRoom(int bytes) {
        return buffer.remaining() >= bytes;
    }

    /** Returns the buffer for heads, control frames and small payloads. */
    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Appends a payload without a copy.
     *
     * @param holder the shared frame of the payload, or null
     */
    void add(ByteBuffer payload, OutboundFrame holder) {
        endPart();
        append(payload, holder);
    }

    /** Returns all gathered bytes, or the rest of them after a partial write. No bytes can be added until {@link #clear}. */
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

    /** Returns the shared frame of a part of {@link #parts()}, or null. */
    OutboundFrame holder(int part) {
        return part < count ? holders[part] : null;
    }

    /** Forgets the shared frames, which the caller holds now. */
    void holdersTaken() {
        Arrays.fill(holders, 0, count, null);
    }

    /** Removes all bytes and releases the shared frames. */
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
