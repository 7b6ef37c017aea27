package io.signalbox.bench.load;

import io.signalbox.protocol.message.WampMessage;

/**
 * Source that offers one message at a fixed rate, whether or not the router reads. Messages that the socket does
 * not accept are discarded.
 */
final class PacedSource {
    /** Bytes that may wait in the client. Further messages are discarded. */
    private static final int MOST_UNSENT_BYTES = 64 << 10;

    private final LoadClient client;
    private final byte[] frame;
    private double perNano;
    private double owed;
    private long lastNanos;

    PacedSource(LoadClient client, WampMessage message) {
        this.client = client;
        this.frame = client.framed(message);
    }

    void start(double perSecond) {
        perNano = perSecond / 1e9;
        owed = 0;
        lastNanos = System.nanoTime();
    }

    /** Sends the messages that are due. */
    void offer() {
        long now = System.nanoTime();
        owed += (now - lastNanos) * perNano;
        lastNanos = now;
        for (; owed >= 1; owed--) {
            if (client.unsentBytes() < MOST_UNSENT_BYTES) {
                client.write(frame);
            }
        }
    }
}
