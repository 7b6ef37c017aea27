package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Drives all clients on the calling thread; what they send in one round of reads leaves at its end. */
final class LoadLoop {

    private static final long LONGEST_WAIT_MILLIS = 100;

    private final Selector selector;
    private final long waitMillis;
    private List<LoadClient> touched = new ArrayList<>();
    private long wireBytes;

    LoadLoop() throws IOException {
        this(LONGEST_WAIT_MILLIS);
    }

    /** @param waitMillis how often it looks at least whether it is done */
    LoadLoop(long waitMillis) throws IOException {
        selector = Selector.open();
        this.waitMillis = waitMillis;
    }

    Selector selector() {
        return selector;
    }

    void touch(LoadClient client) {
        touched.add(client);
    }

    /** Counts bytes that a client has read or written. */
    void wireBytes(long bytes) {
        wireBytes += bytes;
    }

    /** What all clients have read and written, in bytes. */
    long wireBytes() {
        return wireBytes;
    }

    /** Runs until {@code done}, or for that time; false when the time was over first. */
    boolean runUntil(BooleanSupplier done, long timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        while (!done.getAsBoolean()) {
            flush();
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            selector.select(this::ready, Math.min(leftMillis, waitMillis));
        }
        flush();
        return true;
    }

    private void ready(SelectionKey key) {
        ((LoadClient) key.attachment()).ready();
    }

    private void flush() {
        List<LoadClient> now = touched;
        touched = new ArrayList<>();
        now.forEach(LoadClient::flush);
    }
}
