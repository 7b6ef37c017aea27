package io.signalbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Echo through a pipe from a loop to itself. Its latency is the time that the thread of the loop waits for its
 * core, its locks and the garbage collector, and is part of each latency that the loop measures. Confined to the
 * loop, except for {@link #takeNanos}.
 */
final class EchoWithin {
    private final Pipe.SinkChannel sink;
    private final Pipe.SourceChannel source;
    private final ByteBuffer due = ByteBuffer.allocate(Long.BYTES);
    private final ByteBuffer arrived = ByteBuffer.allocate(64 * Long.BYTES);
    private final Recorder nanos = new Recorder(3);

    EchoWithin(LoadLoop loop) throws IOException {
        Pipe pipe = Pipe.open();
        sink = pipe.sink();
        source = pipe.source();
        sink.configureBlocking(false);
        source.configureBlocking(false);
        source.register(loop.selector(), SelectionKey.OP_READ, (Runnable) this::read);
    }

    /** Sends an echo that was due at the given time of {@link System#nanoTime}. */
    void send(long dueNanos) {
        due.clear().putLong(dueNanos).flip();
        try {
            if (sink.write(due) != Long.BYTES) {
                throw new IOException("thousands of echoes have not been read");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            source.read(arrived);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long now = System.nanoTime();
        arrived.flip();
        while (arrived.remaining() >= Long.BYTES) {
            nanos.recordValue(Math.max(0, now - arrived.getLong()));
        }
        arrived.compact();
    }

    /** Returns the latencies since the last call of this method. */
    Histogram takeNanos() {
        return nanos.getIntervalHistogram();
    }
}
