package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Generator of unpredictable masking keys for one client connection (RFC 6455 section 5.3, Client-to-Server Masking).
 * Generates blocks of keys, because a call of the random generator costs more than a small frame.
 *
 * <p>Confined to the thread that writes the frames.
 */
public final class MaskingKeys {
    private static final int BLOCK_BYTES = 256;

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);

    /** Returns the next key. */
    public int next() {
        if (!block.hasRemaining()) {
            random.nextBytes(block.array());
            block.clear();
        }
        return block.getInt();
    }
}
