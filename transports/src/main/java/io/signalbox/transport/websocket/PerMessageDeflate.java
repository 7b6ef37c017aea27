package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.transport.TransportCounters;

/**
 * Extension permessage-deflate of one connection (RFC 7692 section 7, The "permessage-deflate" Extension), in either role: the
 * decompressor of the messages of the peer, the compressor of the own messages, and the memory of both.
 *
 * <p>Thread safety: one thread at a time reads, one thread at a time writes, and any thread may end the object.
 */
final class PerMessageDeflate {
    private final DeflateMemory memory;
    private final DeflateMemory.Share share;
    private final MessageInflater inflater;
    private final MessageDeflater deflater;

    /**
     * Begins the use of an extension that has been agreed on.
     *
     * @param share the memory of the connection, which {@link #end} releases
     * @param takesOver whether the own messages may refer to earlier ones
     * @param peerTakesOver whether the messages of the peer may refer to earlier ones
     */
    PerMessageDeflate(
            DeflateMemory memory,
            DeflateMemory.Share share,
            boolean takesOver,
            boolean peerTakesOver,
            DeflateSettings settings,
            TransportCounters counters) {
        this.memory = memory;
        this.share = share;
        inflater = new MessageInflater(peerTakesOver, counters);
        deflater = new MessageDeflater(takesOver, settings, memory, counters);
        counters.compressed.increment();
    }

    InflatingInput input(FrameReader frames) {
        return new InflatingInput(frames, inflater, memory);
    }

    MessageDeflater deflater() {
        return deflater;
    }

    /** Frees the memory. Thread-safe and idempotent. */
    void end() {
        new AllSteps()
                .then(inflater::end)
                .then(deflater::end)
                .then(share::release)
                .rethrow();
    }
}
