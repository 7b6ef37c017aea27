package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Masking keys of one client connection, which a peer cannot predict (RFC 6455 section 5.3, Client-to-Server Masking).
 * They are drawn in blocks, because a call of the generator costs more than a small frame.
 *
 * <p>Confined to whoever writes the connection.
 */
final class MaskingKeys {
    private static final int BLOCK_BYTES = 256;

    private final SecureRandom random = new SecureRandom();
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);

    int next() {
        if (!block.hasRemaining()) {
            random.nextBytes(block.array());
            block.clear();
        }
        return block.getInt();
    }
}
