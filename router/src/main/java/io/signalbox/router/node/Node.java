package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.store.SqliteStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router: its realms and the listeners that lead to them. Any thread may stop it. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Realms give their clients two seconds; a realm that takes longer is not waited for. */
    static final long GOODBYE_MILLIS = 2_500;

    /** For everything behind that, so that a stop takes four seconds at most. Files get what the others leave. */
    private static final long AFTER_GOODBYE_MILLIS = 1_400;

    private static final long LISTENERS_MILLIS = 500;
    private static final long WORKERS_MILLIS = 200;

    /** For what is just being opened, and for closing the ports. */
    private static final long START_MILLIS = 200;

    private final List<Listener> listeners;
    private final List<RealmDirectory> realms;
    private final List<SqliteStore> files;
    private final NodeThreads threads;
    private final long goodbyeMillis;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Held while one file or listener starts: a stop finds each of them either not started or started. */
    private final ReentrantLock starting = new ReentrantLock();

    /** @param goodbyeMillis how long realms may take to end their sessions */
    Node(
            List<Listener> listeners,
            List<RealmDirectory> realms,
            List<SqliteStore> files,
            NodeThreads threads,
            long goodbyeMillis) {
        this.goodbyeMillis = goodbyeMillis;
        this.files = List.copyOf(files);
        this.listeners = List.copyOf(listeners);
        this.realms = List.copyOf(realms);
        this.threads = threads;
    }

    /**
     * Opens the files of event histories, then the listeners in the order of the configuration.
     *
     * @return false when the node was stopped meanwhile; nothing is open then
     * @throws IOException when a file cannot be used or a listener cannot listen; none of them does then
     */
    public boolean start() throws IOException {
        try {
            for (SqliteStore file : files) {
                startUnlessStopped(file::start);
            }
            for (Listener listener : listeners) {
                if (startUnlessStopped(listener::start)) {
                    LOG.info("listener '{}' {}", listener.id(), listener.address());
                }
            }
            return !stopped.get();
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    private interface Start {
        void run() throws IOException;
    }

    private boolean startUnlessStopped(Start one) throws IOException {
        starting.lock();
        try {
            if (stopped.get()) {
                return false;
            }
            one.run();
            return true;
        } finally {
            starting.unlock();
        }
    }

    /** Where clients connect, with the ports that were bound, in the order of the configuration. */
    public List<String> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /**
     * Accepts nobody any more, says GOODBYE to all sessions, lets what is pending reach them, and ends. Takes four seconds
     * at most, whatever stands still; a second call does nothing. May run beside {@link #start}, which ends then.
     *
     * @return whether everything ended in its time; what did not is in the log
     */
    public boolean stop() {
        if (!stopped.compareAndSet(false, true)) {
            return true;
        }
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(goodbyeMillis + AFTER_GOODBYE_MILLIS);
        try {
            if (starting.tryLock(START_MILLIS, TimeUnit.MILLISECONDS)) {
                starting.unlock();
            }
            boolean inTime = all(listeners.stream().map(one -> aside(one::stopAccepting)), START_MILLIS, "listeners");
            inTime &= all(realms.stream().map(RealmDirectory::shutDown), goodbyeMillis, "realms");
            inTime &= all(listeners.stream().map(one -> aside(one::stop)), LISTENERS_MILLIS, "listeners");
            inTime &= threads.stop(WORKERS_MILLIS);
            long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
            AtomicBoolean written = new AtomicBoolean(true);
            // Each file says by itself that its time was not enough.
            for (Thread closing : files.stream()
                    .map(one -> beside(() -> close(one, leftMillis, written)))
                    .toList()) {
                closing.join();
            }
            return inTime && written.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void close(SqliteStore file, long timeoutMillis, AtomicBoolean written) {
        try {
            if (!file.stop(timeoutMillis)) {
                written.set(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread beside(Runnable stop) {
        return Thread.ofPlatform().daemon().name("stop").start(stop);
    }

    /** Runs what may stand still on a thread that nobody has to wait for. */
    private static CompletableFuture<Void> aside(Runnable stop) {
        return CompletableFuture.runAsync(stop, Node::beside);
    }

    private static boolean all(Stream<CompletableFuture<Void>> stops, long timeoutMillis, String what)
            throws InterruptedException {
        try {
            CompletableFuture.allOf(stops.toArray(CompletableFuture<?>[]::new))
                    .get(timeoutMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.warn("some {} have not ended after {} ms and are left alone", what, timeoutMillis);
        } catch (ExecutionException e) {
            LOG.error("some {} did not end", what, e.getCause());
        }
        return false;
    }
}
