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
 * Store of event histories in one SQLite file, with the thread that writes and reads the file. Realms submit appends and
 * reads to one queue: a read sees all events appended before it, and no realm waits for the disk. Thread-safe.
 *
 * <p>The events of {@link #GATHER_MILLIS} form one transaction, which spares a commit for each event. A process that is
 * killed loses the events of the open transaction.
 */
public final class SqliteStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    static final long GATHER_MILLIS = 20;
    private static final int MAX_BATCH = 1_000;

    /** Idle time in milliseconds after which expired events are deleted. */
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

    // Confined to the thread after its start.
    private HistoryFile file;
    private boolean failing;

    private sealed interface Task {}

    private record Append(SqliteHistory history, StoredEvent event) implements Task {}

    /** Reads are not charged: the number of pending calls of a caller is bounded. */
    sealed interface Read extends Task {
        SqliteHistory history();
    }

    record Topics(SqliteHistory history, Consumer<Set<String>> answer) implements Read {}

    record Select(SqliteHistory history, HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer)
            implements Read {}

    private record Stop() implements Task {}

    /**
     * @param path the file
     * @param maxWaitingBytes the maximum bytes of unwritten events, and of one answer; events beyond are lost and counted
     * @param clock the clock for the expiry of events
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

    /** Adds an event history to this file. Called before {@link #start}. */
    public EventHistory history(RealmLabel realm, MatchPolicy match, String uri, HistoryBounds bounds) {
        SqliteHistory history = new SqliteHistory(this, realm, match, uri, bounds);
        histories.add(history);
        return history;
    }

    /**
     * Opens the file and starts the thread.
     *
     * @throws IOException if the file cannot be opened, is no event history, or is in use by another node
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

    /** Closes the file after a failed start, which releases its lock. */
    private void closeUnused() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (SQLException e) {
            LOG.warn("file={} closing the event history failed", path, e);
        }
    }

    /**
     * Writes the queued events and closes the file. Idempotent.
     *
     * @throws TimeoutException if the time elapses before; the message has the file and the bytes of unwritten events
     */
    public void stop(long timeoutMillis) throws InterruptedException, TimeoutException {
        if (!running) {
            return;
        }
        running = false;
        tasks.add(new Stop());
        thread.join(timeoutMillis);
        if (thread.isAlive()) {
            throw new TimeoutException("file=" + path + " writing the event history takes longer than " + timeoutMillis
                    + " ms; up to " + waitingBytes.get() + " bytes of events are lost");
        }
    }

    /** Returns the number of events lost because the file was too slow or failed. */
    public long lostEvents() {
        return lostEvents.get();
    }

    void append(SqliteHistory history, StoredEvent event) {
        long bytes = event.sizeBytes();
        if (waitingBytes.addAndGet(bytes) > maxWaitingBytes) {
            waitingBytes.addAndGet(-bytes);
            lostEvents.incrementAndGet();
            if (overflowing.compareAndSet(false, true)) {
                LOG.warn(
                        "file={} the disk is too slow for the event history: events are lost while more than"
                                + " max_bytes={} wait; raise max_bytes of the realm's store or use a faster disk",
                        path,
                        maxWaitingBytes);
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
                // The next task may succeed, and its caller waits for the answer.
                LOG.error("file={} a task of the event history failed", path, failure);
            }
        }
        close();
    }

    /** Writes one batch and answers the read behind it. Returns whether the store stops. */
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

    /** Closes the file. Later appends are lost and counted; later reads fail at once. */
    private void close() {
        try {
            file.close();
        } catch (Throwable failure) {
            LOG.error("file={} closing the event history failed", path, failure);
        }
        closed = true;
        abandonTasks();
    }

    /** Fails the queued tasks. Also called by a thread that adds a task after the close. */
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

    /** Waits for the next task, and deletes expired events while the store is idle. */
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

    /** Collects a batch. Returns the task that ends the batch, or null when the time or the batch size ends it. */
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
            LOG.info("file={} the event history is written again; lostEvents={} so far", path, lostEvents.get());
        }
        if (waitingBytes.get() < maxWaitingBytes / 2 && overflowing.compareAndSet(true, false)) {
            LOG.info("file={} the event history has caught up; lostEvents={} so far", path, lostEvents.get());
        }
    }

    private void lost(int events, Throwable cause) {
        lostEvents.addAndGet(events);
        if (!failing) {
            failing = true;
            LOG.error(
                    "file={} the event history cannot be written: events are lost until a write succeeds; check the"
                            + " free space and the permissions",
                    path,
                    cause);
        }
        try {
            file.rollback();
            for (SqliteHistory history : histories) {
                history.recount(file);
            }
        } catch (SQLException e) {
            LOG.debug("file={} the rollback of the event history failed", path, e);
        }
    }

    private void answer(Read read) {
        Runnable answer;
        try {
            answer = answerTo(read);
        } catch (Throwable failure) {
            LOG.error("file={} the event history cannot be read", path, failure);
            answer = () -> fail(read);
        }
        try {
            answer.run();
        } catch (Throwable failure) {
            // Thrown by the receiver of the answer. The file is not affected.
            LOG.error("file={} the receiver of an answer from the event history failed", path, failure);
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
