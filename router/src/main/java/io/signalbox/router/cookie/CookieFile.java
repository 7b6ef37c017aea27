package io.signalbox.router.cookie;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File with the cookies of a table, and the thread that writes the file. Changes are appended in batches, and each batch is
 * on the disk before its changes count as kept. If half of the file is of no use, or the file could not be written, the
 * whole table is written to a new file, which then takes the place of the old one. Thread-safe.
 */
public final class CookieFile implements CookieJournal {
    private static final Logger LOG = LoggerFactory.getLogger(CookieFile.class);

    private static final int MAX_BATCH = 1_000;

    /** Changes that wait for the disk. Beyond them the table is written as a whole later. */
    private static final int MAX_WAITING = 20_000;

    /** Time between two attempts to write the table after a failure. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final boolean purges;
    private final Runnable beforeWrite;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final LongAdder failures = new LongAdder();
    private CookieTable table;
    private volatile boolean running;

    /** Whether a change is missing in the file, so that the table has to be written as a whole. */
    private volatile boolean incomplete;

    // Confined to the thread after its start.
    private CookieLog log;
    private boolean failing;
    private long retryNanos;

    private sealed interface Task {}

    private record Append(CookieRecord change, CompletableFuture<Void> kept) implements Task {}

    private record Stop() implements Task {}

    /**
     * @param path the file, which may not exist
     * @param purges whether the file is written anew at the start, without cookies that are over
     */
    public CookieFile(Path path, boolean purges) {
        this(path, purges, () -> {});
    }

    /** @param beforeWrite runs before each write of the thread, and may block or throw as a disk does */
    CookieFile(Path path, boolean purges, Runnable beforeWrite) {
        this.path = path;
        this.purges = purges;
        this.beforeWrite = beforeWrite;
        thread = new Thread(this::run, "cookies-" + path.getFileName());
        thread.setDaemon(true);
    }

    /** Sets the table of the file. Called before {@link #start}. */
    void saves(CookieTable cookies) {
        table = cookies;
    }

    /**
     * Reads the file into the table and starts the thread. Blocks.
     *
     * @throws IOException if the file cannot be used, is no file of cookies, or is in use by another node
     */
    public void start() throws IOException {
        log = CookieLog.open(path, table::restore);
        try {
            if (log.damaged() > 0) {
                LOG.warn(
                        "file={} damagedLines={} they are left out; one at the end is usual after a crash",
                        path,
                        log.damaged());
            }
            if (purges || log.damaged() > 0 || log.isWasteful(table.size())) {
                log.rewrite(table.snapshot());
            }
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
        running = true;
        thread.start();
    }

    @Override
    public CompletableFuture<Void> append(CookieRecord change) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        if (tasks.size() >= MAX_WAITING) {
            incomplete = true;
            kept.complete(null);
        } else {
            tasks.add(new Append(change, kept));
        }
        return kept;
    }

    /** Returns how often the file could not be written. */
    public long failures() {
        return failures.sum();
    }

    /**
     * Writes the waiting changes and closes the file. Idempotent.
     *
     * @throws TimeoutException if the time elapses before; the message has the file and the number of unwritten changes
     */
    public void stop(long timeoutMillis) throws InterruptedException, TimeoutException {
        if (!running) {
            return;
        }
        running = false;
        tasks.add(new Stop());
        thread.join(timeoutMillis);
        if (thread.isAlive()) {
            throw new TimeoutException("file=%s writing the cookies takes longer than %d ms; up to %d changes are lost"
                    .formatted(path, timeoutMillis, tasks.size()));
        }
    }

    private void run() {
        boolean stopping = false;
        while (!stopping) {
            try {
                stopping = writeBatch();
            } catch (InterruptedException e) {
                stopping = true;
            } catch (Throwable failure) {
                failed(failure);
            }
        }
        try {
            log.close();
        } catch (IOException e) {
            LOG.error("file={} closing the file of cookies failed", path, e);
        }
    }

    /** Writes the waiting changes. Returns whether the file has to be closed. */
    private boolean writeBatch() throws InterruptedException {
        boolean rewrites = incomplete;
        Task first = rewrites ? tasks.poll(RETRY_NANOS, TimeUnit.NANOSECONDS) : tasks.take();
        List<Task> batch = new ArrayList<>();
        if (first != null) {
            batch.add(first);
            // A copy of the table has the effect of all waiting changes. Behind the copy, an older one would undo a
            // later
            // change that found no place in the queue.
            tasks.drainTo(batch, rewrites ? Integer.MAX_VALUE : MAX_BATCH - 1);
        }
        List<CookieRecord> changes = new ArrayList<>();
        boolean stopping = false;
        for (Task task : batch) {
            switch (task) {
                case Append append -> changes.add(append.change());
                case Stop stop -> stopping = true;
            }
        }
        try {
            if (stopping || !failing || System.nanoTime() - retryNanos >= 0) {
                write(changes, rewrites);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            for (Task task : batch) {
                if (task instanceof Append append) {
                    append.kept().complete(null);
                }
            }
        }
        return stopping;
    }

    private void write(List<CookieRecord> changes, boolean rewrites) throws IOException {
        beforeWrite.run();
        if (rewrites) {
            // Changes from here on are in the queue, or make the file incomplete again.
            incomplete = false;
            log.rewrite(table.snapshot());
            recovered();
            return;
        }
        log.append(changes);
        if (log.isWasteful(table.size())) {
            log.rewrite(table.snapshot());
        }
    }

    private void failed(Throwable failure) {
        incomplete = true;
        failures.increment();
        retryNanos = System.nanoTime() + RETRY_NANOS;
        if (!failing) {
            failing = true;
            LOG.error(
                    "file={} the file of cookies cannot be written: logins and logouts since then are lost if the node"
                            + " ends now; check the free space and the permissions - the node tries again every second",
                    path,
                    failure);
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.info("file={} the file of cookies is written again, and complete", path);
        }
    }
}
