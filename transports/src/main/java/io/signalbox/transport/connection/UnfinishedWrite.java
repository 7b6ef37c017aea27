package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rest of a write that the socket has not accepted: shared payloads, and copies of all other bytes, so that a peer that stops
 * reading occupies no buffer. Confined to the thread that writes.
 */
final class UnfinishedWrite {
    private final List<ByteBuffer> parts = new ArrayList<>();
    private final List<OutboundFrame> holders = new ArrayList<>();
    private long ownBytes;
    private long bytes;

    /**
     * Takes over the rest of a gather.
     *
     * @param large an array that no other code uses, so that it may be kept; or null
     * @return whether {@code large} is kept
     */
    boolean take(Gather gather, byte[] large) {
        boolean isKept = false;
        ByteBuffer[] left = gather.parts();
        for (int i = 0; i < left.length; i++) {
            ByteBuffer part = left[i];
            OutboundFrame holder = gather.holder(i);
            if (holder != null) {
                holders.add(holder);
                parts.add(part);
            } else if (part.hasArray() && part.array() == large && part.remaining() > large.length / 2) {
                isKept = true;
                ownBytes += large.length;
                parts.add(part);
            } else if (part.hasRemaining()) {
                ownBytes += part.remaining();
                parts.add(ByteBuffer.allocate(part.remaining()).put(part).flip());
            }
        }
        bytes = 0;
        for (ByteBuffer part : parts) {
            bytes += part.remaining();
        }
        gather.holdersTaken();
        return isKept;
    }

    /** Returns the bytes, at least one part: TLS may have accepted all bytes without writing them. */
    ByteBuffer[] parts() {
        if (parts.isEmpty()) {
            parts.add(ByteBuffer.allocate(0));
        }
        return parts.toArray(ByteBuffer[]::new);
    }

    /** Makes the shared frames keep alive no more bytes than they are charged with. */
    void keep(Outbox outbox) {
        outbox.keep(holders.toArray(OutboundFrame[]::new), holders.size());
    }

    /** Returns the bytes that only this object keeps alive. */
    long ownBytes() {
        return ownBytes;
    }

    /** Returns the number of bytes to write. */
    long bytes() {
        return bytes;
    }

    /** Releases the shared frames. */
    void release(Outbox outbox) {
        holders.forEach(outbox::written);
        holders.clear();
    }
}
