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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router: its realms and the listeners that lead to them. Any thread may stop it. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Realms give their clients two seconds; a realm that takes longer is not waited for. */
    static final long GOODBYE_MILLIS = 3_000;

    private static final long WORKERS_MILLIS = 500;
    private static final long FILE_MILLIS = 1_000;

    private final List<Listener> listeners;
    private final List<RealmDirectory> realms;
    private final List<SqliteStore> files;
    private final NodeThreads threads;
    private final long goodbyeMillis;
    private final AtomicBoolean stopped = new AtomicBoolean();

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
     * @throws IOException when a file cannot be used or a listener cannot listen; none of them does then
     */
    public void start() throws IOException {
        try {
            for (SqliteStore file : files) {
                file.start();
            }
            for (Listener listener : listeners) {
                listener.start();
                LOG.info("listener '{}' {}", listener.id(), listener.address());
            }
        } catch (IOException e) {
            stop();
            throw e;
        }
    }

    /** Where clients connect, with the ports that were bound, in the order of the configuration. */
    public List<String> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /**
     * Accepts nobody any more, says GOODBYE to all sessions, lets what is pending reach them, and ends. Takes less than
     * five seconds; a second call does nothing.
     */
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        listeners.forEach(Listener::stopAccepting);
        try {
            CompletableFuture.allOf(
                            realms.stream().map(RealmDirectory::shutDown).toArray(CompletableFuture<?>[]::new))
                    .get(goodbyeMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("sessions are left after {} ms and are cut", goodbyeMillis);
        } catch (ExecutionException e) {
            LOG.error("a realm did not shut down", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.forEach(Listener::stop);
        try {
            threads.stop(WORKERS_MILLIS);
            for (SqliteStore file : files) {
                file.stop(FILE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
