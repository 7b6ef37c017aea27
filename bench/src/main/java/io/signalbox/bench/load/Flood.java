package io.signalbox.bench.load;

import io.signalbox.protocol.message.WampMessage;

/** Source that repeats one message without an answer, as fast as the router reads. */
final class Flood implements LoadClient.Source {
    private static final int BLOCK_BYTES = 64 << 10;

    private final byte[] block;
    private final int blockMessages;
    private long blocks = -1;

    Flood(LoadClient client, WampMessage message) {
        byte[] frame = client.framed(message);
        blockMessages = Math.max(1, BLOCK_BYTES / frame.length);
        block = new byte[blockMessages * frame.length];
        for (int i = 0; i < block.length; i += frame.length) {
            System.arraycopy(frame, 0, block, i, frame.length);
        }
    }

    @Override
    public void fill(LoadClient client) {
        client.write(block);
        blocks++;
    }

    /** Returns the number of messages that have been sent completely. */
    long sent() {
        return Math.max(0, blocks) * blockMessages;
    }
}
