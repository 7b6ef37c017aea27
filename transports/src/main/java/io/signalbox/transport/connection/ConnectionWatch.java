package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.AllSteps;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the timers of all open connections of a path with one timer: PINGs, stuck writes, the end of closing, and
 * the warnings of all.
 * A timer for each of them would cost more memory than an idle connection may.
 */
final class ConnectionWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long TICK_MILLIS = 250;

    private final Set<FramedConnection> connections = ConcurrentHashMap.newKeySet();
    private final PeerWarnings warnings;

    /** Null before the start and behind the stop. Guarded by this: a stopped scheduler rejects the next tick. */
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
        // Whatever came before: without the next tick nobody would notice a dead peer any more.
        steps.then(warnings::tick).then(this::schedule);
        if (steps.failure() != null) {
            LOG.error("looking after the connections failed in part", steps.failure());
        }
    }

    /** A connection whose timers fail is closed, for it would be in nobody's care. */
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
