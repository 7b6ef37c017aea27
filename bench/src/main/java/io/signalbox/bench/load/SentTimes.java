package io.signalbox.bench.load;

/** Send times of the latest messages of one source, by sequence number. */
final class SentTimes {

    static final int SLOTS = 1 << 12;

    private final long[] nanos = new long[SLOTS];

    void sent(long sequence) {
        nanos[(int) sequence & SLOTS - 1] = System.nanoTime();
    }

    long at(long sequence) {
        return nanos[(int) sequence & SLOTS - 1];
    }
}
