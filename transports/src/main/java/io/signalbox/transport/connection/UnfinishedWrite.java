package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer has not taken of one write: copies in arrays of their size, so that a peer that stops reading keeps no
 * buffer, and payloads that are shared, as they are. Confined to whoever writes.
 */
final class UnfinishedWrite {
    private final List<ByteBuffer> parts = new ArrayList<>();
    private final List<OutboundFrame> holders = new ArrayList<>();
    private long ownBytes;
    private long bytes;

    /**
     * Takes over what is left of a gather.
     *
     * @param large an array that may be kept, since nobody else uses it; or null
     * @return whether it was kept
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

    /** The bytes that are left; one part at least, since TLS may have taken all and not written it. */
    ByteBuffer[] parts() {
        if (parts.isEmpty()) {
            parts.add(ByteBuffer.allocate(0));
        }
        return parts.toArray(ByteBuffer[]::new);
    }

    /** Has the shared frames keep alive only what they are charged with. */
    void keep(Outbox outbox) {
        outbox.keep(holders.toArray(OutboundFrame[]::new), holders.size());
    }

    /** What only this keeps alive. */
    long ownBytes() {
        return ownBytes;
    }

    /** What is still to be written. */
    long bytes() {
        return bytes;
    }

    /** Lets go of the shared frames. */
    void release(Outbox outbox) {
        holders.forEach(outbox::written);
        holders.clear();
    }
}
