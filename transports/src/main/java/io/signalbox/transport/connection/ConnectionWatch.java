package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.AllSteps;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watch of all open connections of a path: checks their timers and the warnings with one timer of the scheduler. A timer per
 * connection would take too much memory. Thread-safe.
 */
final class ConnectionWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long TICK_MILLIS = 250;

    private final Set<FramedConnection> connections = ConcurrentHashMap.newKeySet();
    private final PeerWarnings warnings;

    /** Null before the start and after the stop. Guarded by this, because a stopped scheduler rejects tasks. */
    private Scheduler scheduler;

    ConnectionWatch(PeerWarnings warnings) {
        this.warnings = warnings;
    }

    void start(Scheduler timer) {
        synchronized (this) {
            scheduler = timer;
        }
        schedule();
    }

    void stop() {
        synchronized (this) {
            scheduler = null;
        }
        AllSteps steps = new AllSteps();
        connections.forEach(connection -> steps.then(() -> connection.end("the listener has stopped")));
        steps.then(warnings::end).rethrow();
    }

    void add(FramedConnection connection) {
        connections.add(connection);
    }

    void remove(FramedConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void run() {
        AllSteps steps = new AllSteps();
        for (FramedConnection connection : connections) {
            steps.then(() -> tick(connection));
        }
        // Runs even if a step before has failed, because without the next tick no timer would expire any more.
        steps.then(warnings::tick).then(this::schedule);
        if (steps.failure() != null) {
            LOG.error("the timers of some connections failed", steps.failure());
        }
    }

    /** Checks the timers of a connection, and ends the connection if they fail: nothing else would end it. */
    private static void tick(FramedConnection connection) {
        try {
            connection.tick(System.nanoTime());
        } catch (Throwable failure) {
            connection.failed("its timers failed", failure);
            connection.end("its timers failed");
        }
    }

    private synchronized void schedule() {
        if (scheduler != null) {
            scheduler.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
