package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file with event histories and the thread that writes and reads it. Realms hand over what they have through one
 * queue, so that reading sees what was appended before; nobody waits for the disk. Any thread may use it.
 *
 * <p>Events are collected for {@link #GATHER_MILLIS} and written as one transaction: more often would cost a commit for
 * each event, and a killed process loses what was collected.
 */
public final class SqliteStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    static final long GATHER_MILLIS = 20;
    private static final int MAX_BATCH = 1_000;

    /** How long nothing happens until expired events are looked for. */
    private static final long SWEEP_MILLIS = 60_000;

    private final Path path;
    private final long maxWaitingBytes;
    private final InstantSource clock;
    private final long sweepMillis;
    private final List<SqliteHistory> histories = new ArrayList<>();
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong lostEvents = new AtomicLong();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean running;
    private volatile boolean closed;

    // Confined to the thread once it has started.
    private HistoryFile file;
    private boolean failing;

    private sealed interface Task {}

    private record Append(SqliteHistory history, StoredEvent event) implements Task {}

    /** Reads are few: a caller has a bounded number of calls pending. */
    sealed interface Read extends Task {
        SqliteHistory history();
    }

    record Topics(SqliteHistory history, Consumer<Set<String>> answer) implements Read {}

    record Select(SqliteHistory history, HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer)
            implements Read {}

    private record Stop() implements Task {}

    /**
     * @param maxWaitingBytes of events that are not written yet, and of one answer; events beyond are lost and counted
     * @param clock tells what has expired
     */
    public SqliteStore(Path path, long maxWaitingBytes, InstantSource clock) {
        this(path, maxWaitingBytes, clock, SWEEP_MILLIS);
    }

    SqliteStore(Path path, long maxWaitingBytes, InstantSource clock, long sweepMillis) {
        this.path = path;
        this.maxWaitingBytes = maxWaitingBytes;
        this.clock = clock;
        this.sweepMillis = sweepMillis;
        thread = new Thread(this::run, "history-" + path.getFileName());
        thread.setDaemon(true);
    }

    /** A history in this file; before {@link #start} only. */
    public EventHistory history(String realm, MatchPolicy match, String uri, HistoryBounds bounds) {
        SqliteHistory history = new SqliteHistory(this, realm, match, uri, bounds);
        histories.add(history);
        return history;
    }

    /**
     * Opens the file and begins to write.
     *
     * @throws IOException when the file cannot be used, or another node uses it
     */
    public void start() throws IOException {
        try {
            file = HistoryFile.open(path);
            for (SqliteHistory history : histories) {
                history.open(file);
            }
        } catch (SQLException e) {
            closeUnused();
            throw new IOException("the event history in " + path + " cannot be used: " + e.getMessage(), e);
        }
        running = true;
        thread.start();
    }

    /** So that it does not stay locked. */
    private void closeUnused() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (SQLException e) {
            LOG.warn("file={} is not closed in good order", path, e);
        }
    }

    /**
     * Writes what waits, and closes the file; nothing is written afterwards.
     *
     * @throws TimeoutException when the time was not enough; the text names the file and what may be lost
     */
    public void stop(long timeoutMillis) throws InterruptedException, TimeoutException {
        if (!running) {
            return;
        }
        running = false;
        tasks.add(new Stop());
        thread.join(timeoutMillis);
        if (thread.isAlive()) {
            throw new TimeoutException("file=%s is still written after %d ms; up to %d bytes of events are lost"
                    .formatted(path, timeoutMillis, waitingBytes.get()));
        }
    }

    /** Events that were not written because the file was too slow or failed. */
    public long lostEvents() {
        return lostEvents.get();
    }

    void append(SqliteHistory history, StoredEvent event) {
        long bytes = event.sizeBytes();
        if (waitingBytes.addAndGet(bytes) > maxWaitingBytes) {
            waitingBytes.addAndGet(-bytes);
            lostEvents.incrementAndGet();
            if (overflowing.compareAndSet(false, true)) {
                LOG.warn("file={} is too slow: events are left out while {} bytes wait", path, maxWaitingBytes);
            }
            return;
        }
        add(new Append(history, event));
    }

    void read(Read read) {
        add(read);
    }

    private void add(Task task) {
        tasks.add(task);
        if (closed) {
            abandonTasks();
        }
    }

    private void run() {
        boolean stopping = false;
        while (!stopping) {
            try {
                stopping = writeAndAnswer();
            } catch (InterruptedException e) {
                stopping = true;
            } catch (Throwable failure) {
                // The next task may well succeed, and its caller waits.
                LOG.error("file={} a step of its thread failed", path, failure);
            }
        }
        close();
    }

    /** One batch, and the task behind it; true when it was the last. */
    private boolean writeAndAnswer() throws InterruptedException {
        List<Append> batch = new ArrayList<>();
        Task last = null;
        try {
            last = gather(next(), batch);
        } finally {
            write(batch);
        }
        if (last instanceof Read read) {
            answer(read);
        }
        return last instanceof Stop;
    }

    /** From now on nothing is stored, and reads fail at once. */
    private void close() {
        try {
            file.close();
        } catch (Throwable failure) {
            LOG.error("file={} is not closed in good order", path, failure);
        }
        closed = true;
        abandonTasks();
    }

    /** Fails what waits behind the end; also called by whoever adds a task when that has come. */
    private void abandonTasks() {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            switch (task) {
                case Append append -> {
                    waitingBytes.addAndGet(-append.event().sizeBytes());
                    lostEvents.incrementAndGet();
                }
                case Read read -> fail(read);
                case Stop stop -> {}
            }
        }
    }

    private static void fail(Read read) {
        switch (read) {
            case Topics topics -> topics.answer().accept(null);
            case Select select -> select.answer().accept(new HistoryAnswer.Failed());
        }
    }

    /** Waits for a task; meanwhile expired events leave the file. */
    private Task next() throws InterruptedException {
        Task next = tasks.poll(sweepMillis, TimeUnit.MILLISECONDS);
        while (next == null) {
            sweep();
            next = tasks.poll(sweepMillis, TimeUnit.MILLISECONDS);
        }
        return next;
    }

    private void sweep() {
        try {
            commitTrimmed();
        } catch (Throwable failure) {
            lost(0, failure);
        }
    }

    /** Collects events; returns the task that ends the batch, or null when it is the time or the number of events. */
    private Task gather(Task first, List<Append> batch) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
        Task next = first;
        while (next instanceof Append append) {
            batch.add(append);
            next = batch.size() < MAX_BATCH ? tasks.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS) : null;
        }
        return next;
    }

    private void write(List<Append> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            for (Append append : batch) {
                append.history().insert(file, append.event());
            }
            commitTrimmed();
            recovered();
        } catch (Throwable failure) {
            lost(batch.size(), failure);
        } finally {
            for (Append append : batch) {
                waitingBytes.addAndGet(-append.event().sizeBytes());
            }
        }
    }

    private void commitTrimmed() throws SQLException {
        for (SqliteHistory history : histories) {
            history.trim(file, history.bounds().earliestMicros(clock.instant()));
        }
        file.commit();
    }

    private void recovered() {
        if (failing) {
            failing = false;
            LOG.info("file={} is written again; {} events were lost so far", path, lostEvents.get());
        }
        if (waitingBytes.get() < maxWaitingBytes / 2 && overflowing.compareAndSet(true, false)) {
            LOG.info("file={} has caught up; {} events were lost so far", path, lostEvents.get());
        }
    }

    private void lost(int events, Throwable cause) {
        lostEvents.addAndGet(events);
        if (!failing) {
            failing = true;
            LOG.error("file={} cannot be written; events are lost until it can", path, cause);
        }
        try {
            file.rollback();
            for (SqliteHistory history : histories) {
                history.recount(file);
            }
        } catch (SQLException e) {
            LOG.debug("file={} cannot be rolled back", path, e);
        }
    }

    private void answer(Read read) {
        Runnable answer;
        try {
            answer = answerTo(read);
        } catch (Throwable failure) {
            LOG.error("file={} cannot be read", path, failure);
            answer = () -> fail(read);
        }
        try {
            answer.run();
        } catch (Throwable failure) {
            // Thrown by whoever takes the answer; the file is as good as before.
            LOG.error("file={} an answer was not taken", path, failure);
        }
    }

    private Runnable answerTo(Read read) throws SQLException {
        SqliteHistory history = read.history();
        if (history.bounds().maxAgeMillis() > 0) {
            history.trim(file, history.bounds().earliestMicros(clock.instant()));
            file.commit();
        }
        return switch (read) {
            case Topics topics -> {
                Set<String> found = file.topics(history.id());
                yield () -> topics.answer().accept(found);
            }
            case Select select -> {
                HistoryAnswer found = file.select(history.id(), select.query(), select.reader(), maxWaitingBytes);
                yield () -> select.answer().accept(found);
            }
        };
    }
}
