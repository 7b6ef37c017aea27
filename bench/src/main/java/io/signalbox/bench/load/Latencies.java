package io.signalbox.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Latencies of a bystander in nanoseconds.
 *
 * @param calls the latencies of its calls, from the scheduled time to the result
 * @param own the delays of the bystander's process in the same time, which are part of the latencies
 */
record Latencies(Histogram calls, Histogram own) {
    private static final String SEPARATOR = " ";

    /** Returns the latencies as a line for another process. */
    String encoded() {
        return encoded(calls) + SEPARATOR + encoded(own);
    }

    private static String encoded(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    /** Returns the latencies in a line of another process. */
    static Latencies decoded(String line) {
        int separator = line.indexOf(SEPARATOR);
        return new Latencies(histogram(line.substring(0, separator)), histogram(line.substring(separator + 1)));
    }

    private static Histogram histogram(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram: " + text, e);
        }
    }
}
