package io.signalbox.gateway.relay;

import io.signalbox.protocol.codec.ByteSink;

/** Buffers of a thread that decompresses and compresses messages of legs. Confined to the thread. */
final class PassageScratch {
    private static final int PIECE_BYTES = 16 * 1024;

    /** Piece of a message, unmasked and decompressed. */
    final ByteSink piece = new ByteSink(PIECE_BYTES);

    /** Compressed piece. */
    final ByteSink deflated = new ByteSink(PIECE_BYTES);

    /** Frames that are about to be written. */
    final ByteSink frames = new ByteSink(2 * PIECE_BYTES);
}
