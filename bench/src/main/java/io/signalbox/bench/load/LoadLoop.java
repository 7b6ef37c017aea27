package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Loop that drives all clients on the calling thread. Messages of one round of reads are sent at its end. */
final class LoadLoop {

    private static final long LONGEST_WAIT_MILLIS = 100;

    private final Selector selector;
    private final long waitMillis;
    private List<LoadClient> touched = new ArrayList<>();
    private long wireBytes;

    LoadLoop() throws IOException {
        this(LONGEST_WAIT_MILLIS);
    }

    /** @param waitMillis longest time between two checks of the end condition */
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

    /** Returns the bytes that all clients have read and written. */
    long wireBytes() {
        return wireBytes;
    }

    /** Runs until {@code done} holds or the time is over. Returns false if the time was over first. */
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
        ((Runnable) key.attachment()).run();
    }

    private void flush() {
        List<LoadClient> now = touched;
        touched = new ArrayList<>();
        now.forEach(LoadClient::flush);
    }
}
