package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.store.SqliteStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router: its realms and the listeners that lead to them. Any thread may stop it. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Realms give their clients two seconds; a realm that takes longer is not waited for. */
    static final long GOODBYE_MILLIS = 2_500;

    /** For everything beside the realms, so that a stop takes four seconds at most. Files get what the others leave. */
    private static final long OTHERS_MILLIS = 1_300;

    private static final long START_MILLIS = 200;
    private static final long PORTS_MILLIS = 200;
    private static final long LISTENERS_MILLIS = 500;
    private static final long WORKERS_MILLIS = 200;

    private final List<Placed<Listener>> listeners;
    private final List<RealmDirectory> realms;
    private final List<Placed<SqliteStore>> files;
    private final NodeThreads threads;
    private final long goodbyeMillis;

    /** A node goes from each state to a later one only. */
    private enum State {
        NEW,
        STARTED,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** Held while one file or listener starts: a stop finds each of them either not started or started. */
    private final ReentrantLock starting = new ReentrantLock();

    /** Completed when the stop is over; whether everything ended in its time. */
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    /** @param goodbyeMillis how long realms may take to end their sessions */
    Node(
            List<Placed<Listener>> listeners,
            List<RealmDirectory> realms,
            List<Placed<SqliteStore>> files,
            NodeThreads threads,
            long goodbyeMillis) {
        this.goodbyeMillis = goodbyeMillis;
        this.files = List.copyOf(files);
        this.listeners = List.copyOf(listeners);
        this.realms = List.copyOf(realms);
        this.threads = threads;
    }

    /**
     * Opens the files of event histories, then the listeners in the order of the configuration. At most once.
     *
     * @return false when the node was stopped before or meanwhile; nothing is open then
     * @throws IOException when a file cannot be used or a listener cannot listen; none of them does then. The text names
     *     the place in the configuration and the remedy.
     */
    public boolean start() throws IOException {
        state.compareAndSet(State.NEW, State.STARTED);
        try {
            for (Placed<SqliteStore> file : files) {
                startUnlessStopping(file, SqliteStore::start);
            }
            for (Placed<Listener> listener : listeners) {
                startUnlessStopping(listener, one -> {
                    one.start();
                    LOG.info("listener '{}' {}", one.id(), one.address());
                });
            }
            return state.get() == State.STARTED;
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    private interface Start<T> {
        void run(T part) throws IOException;
    }

    private <T> void startUnlessStopping(Placed<T> placed, Start<T> start) throws IOException {
        starting.lock();
        try {
            if (state.get() == State.STARTED) {
                start.run(placed.part());
            }
        } catch (IOException e) {
            throw new IOException(placed.place().error(e.getMessage()), e);
        } finally {
            starting.unlock();
        }
    }

    /** Where clients connect, with the ports that were bound, in the order of the configuration. */
    public List<String> addresses() {
        return listeners.stream().map(listener -> listener.part().address()).toList();
    }

    /**
     * Accepts nobody any more, says GOODBYE to all sessions, lets what is pending reach them, and ends. Takes four seconds
     * at most, whatever stands still. A further call waits for the first. May run beside {@link #start}, which ends then.
     *
     * @return whether everything ended in its time; what did not is in the log
     */
    public boolean stop() {
        if (state.getAndSet(State.STOPPING) == State.STOPPING) {
            return stopped.join();
        }
        StopSequence sequence = new StopSequence(goodbyeMillis + OTHERS_MILLIS);
        boolean complete = false;
        try {
            awaitStarting();
            sequence.end("ports", listeners, PORTS_MILLIS, listener -> listener.part()
                    .stopAccepting());
            sequence.end(
                    "realms", realms, goodbyeMillis, realm -> realm.shutDown().join());
            sequence.end("listeners", listeners, LISTENERS_MILLIS, listener -> listener.part()
                    .stop());
            sequence.end("threads", List.of(threads), WORKERS_MILLIS, NodeThreads::stop);
            long leftMillis = sequence.leftMillis();
            // Each file says by itself what it loses when that is not enough.
            sequence.end("files", files, leftMillis + 100, file -> file.part().stop(leftMillis));
            complete = sequence.isComplete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(complete);
        }
        return complete;
    }

    /** Waits for the part that is just being started, unless it stands still. */
    private void awaitStarting() throws InterruptedException {
        if (starting.tryLock(START_MILLIS, TimeUnit.MILLISECONDS)) {
            starting.unlock();
        }
    }
}
