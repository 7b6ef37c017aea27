package io.signalbox.transport.websocket;

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

    private final Set<WampWebSocket> connections = ConcurrentHashMap.newKeySet();
    private final PeerWarnings warnings;
    private volatile Scheduler scheduler;

    ConnectionWatch(PeerWarnings warnings) {
        this.warnings = warnings;
    }

    void start(Scheduler timer) {
        scheduler = timer;
        schedule(timer);
    }

    void stop() {
        scheduler = null;
        connections.forEach(WampWebSocket::abort);
        warnings.end();
    }

    void add(WampWebSocket connection) {
        connections.add(connection);
    }

    void remove(WampWebSocket connection) {
        connections.remove(connection);
    }

    @Override
    public void run() {
        Scheduler timer = scheduler;
        if (timer == null) {
            return;
        }
        long nowNanos = System.nanoTime();
        for (WampWebSocket connection : connections) {
            try {
                connection.tick(nowNanos);
            } catch (RuntimeException e) {
                LOG.error("timers of peer={} failed", connection.peer().address(), e);
            }
        }
        warnings.tick();
        schedule(timer);
    }

    private void schedule(Scheduler timer) {
        timer.schedule(this, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
