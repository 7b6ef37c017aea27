package io.signalbox.router.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Log of the output of a worker: one log line for each line of output, up to a rate. Keeps the last lines, for the report of a
 * failure. Thread-safe.
 */
final class OutputLog {
    private static final Logger LOG = LoggerFactory.getLogger("signalbox.output");
    private static final int LAST_LINES = 20;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String worker;
    private final OutputLimits limits;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private final Deque<String> last = new ArrayDeque<>();
    private long secondBegin;
    private int inSecond;
    private long pendingDrops;
    private long lines;
    private long linesCut;
    private long linesDropped;

    OutputLog(String worker, OutputLimits limits, LongSupplier nanoTime) {
        this.worker = worker;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.secondBegin = nanoTime.getAsLong();
    }

    /**
     * Logs the lines of an output up to its end. Blocks.
     *
     * @param name the name of the output in log lines
     */
    void drain(String name, InputStream in) {
        drain(in, (line, isCut) -> add(Level.INFO, name + " ", line, isCut));
    }

    /**
     * Logs the lines of a container up to the end of its output, each with its level. Blocks.
     *
     * @param name the name of the output in log lines without a mark
     * @param ready runs when the container says that it is ready
     */
    void drainMarked(String name, InputStream in, Runnable ready) {
        drain(in, (line, isCut) -> {
            Optional<LogMark> mark = LogMark.of(line);
            if (mark.isEmpty()) {
                add(Level.INFO, name + " ", line, isCut);
            } else if (mark.get() == LogMark.READY) {
                ready.run();
            } else {
                add(mark.get().level(), "", line.substring(mark.get().text().length()), isCut);
            }
        });
    }

    private interface LineSink {
        void accept(String line, boolean isCut);
    }

    private void drain(InputStream in, LineSink sink) {
        OutputLines output = new OutputLines(in, limits.maxLineLength());
        try (in) {
            for (String line = output.next(); line != null; line = output.next()) {
                sink.accept(line, output.isCut());
            }
        } catch (IOException e) {
            // The node closes the output of a process that it no longer waits for.
            LOG.debug("worker={} an output ends", worker, e);
        }
    }

    /** @param prefix what stands in front of the line */
    private synchronized void add(Level level, String prefix, String line, boolean isCut) {
        lines++;
        linesCut += isCut ? 1 : 0;
        String shown = isCut ? line + "… (cut after " + limits.maxLineLength() + " bytes)" : line;
        last.addLast(prefix.isEmpty() ? level + " " + shown : shown);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
        }
        long now = nanoTime.getAsLong();
        if (now - secondBegin >= SECOND_NANOS) {
            secondBegin = now;
            inSecond = 0;
            reportDrops();
        }
        if (inSecond < limits.maxLinesPerSecond()) {
            inSecond++;
            LOG.atLevel(level).log("worker={} {}{}", worker, prefix, shown);
        } else {
            linesDropped++;
            pendingDrops++;
        }
    }

    /** Reports the lines that have been dropped since the last report. */
    synchronized void reportDrops() {
        if (pendingDrops > 0) {
            LOG.warn(
                    "worker={} {} lines of output are dropped, more than {} in a second; let the program write less, or"
                            + " raise 'max_lines_per_second'",
                    worker,
                    pendingDrops,
                    limits.maxLinesPerSecond());
            pendingDrops = 0;
        }
    }

    /** Returns the last lines, those that were dropped from the log included. */
    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }

    synchronized long lines() {
        return lines;
    }

    synchronized long linesCut() {
        return linesCut;
    }

    synchronized long linesDropped() {
        return linesDropped;
    }
}
