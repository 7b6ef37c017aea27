package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.cookie.CookieFile;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.store.SqliteStore;
import io.signalbox.transport.tls.CertificateWatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Router node: realms, listeners, event history files and files of cookies. Any thread may stop the node. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Time for the realms to end. Clients have two seconds to answer GOODBYE. */
    static final long GOODBYE_MILLIS = 2_500;

    /** Time for all other parts, so that a stop takes at most four seconds. Files get the time that the others leave. */
    private static final long OTHERS_MILLIS = 1_300;

    private static final long START_MILLIS = 200;
    private static final long PORTS_MILLIS = 200;
    private static final long LISTENERS_MILLIS = 500;
    private static final long WORKERS_MILLIS = 200;

    private final List<Placed<Listener>> listeners;
    private final List<RealmDirectory> realms;
    private final List<Placed<SqliteStore>> files;
    private final List<Placed<CookieFile>> cookies;
    private final List<CertificateWatch> certificates;
    private final NodeThreads threads;
    private final long goodbyeMillis;

    /** States of a node, in their order. */
    private enum State {
        NEW,
        STARTED,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** Held while a file or listener starts, so that a stop finds the part either not started or started. */
    private final ReentrantLock starting = new ReentrantLock();

    /** Completed at the end of the stop, with true if all parts ended in time. */
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    /** @param goodbyeMillis the time for realms to end their sessions */
    Node(
            List<Placed<Listener>> listeners,
            List<RealmDirectory> realms,
            List<Placed<SqliteStore>> files,
            List<Placed<CookieFile>> cookies,
            List<CertificateWatch> certificates,
            NodeThreads threads,
            long goodbyeMillis) {
        this.goodbyeMillis = goodbyeMillis;
        this.files = List.copyOf(files);
        this.cookies = List.copyOf(cookies);
        this.listeners = List.copyOf(listeners);
        this.realms = List.copyOf(realms);
        this.certificates = List.copyOf(certificates);
        this.threads = threads;
    }

    /**
     * Opens the event history files and the files of cookies, then the listeners in the order of the configuration. Called at most once.
     *
     * @return false if the node was stopped before or during the start; nothing is open then
     * @throws IOException if a file cannot be used or a listener cannot listen; nothing is open then. The message names the place in
     *     the configuration and the remedy.
     */
    public boolean start() throws IOException {
        state.compareAndSet(State.NEW, State.STARTED);
        try {
            for (Placed<SqliteStore> file : files) {
                startUnlessStopping(file, SqliteStore::start);
            }
            for (Placed<CookieFile> file : cookies) {
                startUnlessStopping(file, CookieFile::start);
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

    /** Returns whether a listener has certificate files. */
    public boolean hasCertificates() {
        return !certificates.isEmpty();
    }

    /** Reads all certificate files again, for new connections. Blocks. A file that cannot be used is logged. */
    public void reloadCertificates() {
        certificates.forEach(CertificateWatch::reload);
    }

    /** Returns the addresses of the listeners with their bound ports, in the order of the configuration. */
    public List<String> addresses() {
        return listeners.stream().map(listener -> listener.part().address()).toList();
    }

    /**
     * Refuses new connections, sends GOODBYE to all sessions behind their pending messages, and ends all parts. Takes at most four
     * seconds, even if a part blocks. A further call waits for the first. May run beside {@link #start}, which then ends.
     *
     * @return whether all parts ended in time; the log names the others
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
            // A file logs what it loses if its time is too short.
            long cookiesMillis = sequence.leftMillis() / 2;
            sequence.end("files of cookies", cookies, cookiesMillis + 50, file -> file.part()
                    .stop(cookiesMillis));
            long leftMillis = sequence.leftMillis();
            sequence.end("files", files, leftMillis + 100, file -> file.part().stop(leftMillis));
            complete = sequence.isComplete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(complete);
        }
        return complete;
    }

    /** Waits for the part that is starting, unless the part blocks. */
    private void awaitStarting() throws InterruptedException {
        if (starting.tryLock(START_MILLIS, TimeUnit.MILLISECONDS)) {
            starting.unlock();
        }
    }
}
