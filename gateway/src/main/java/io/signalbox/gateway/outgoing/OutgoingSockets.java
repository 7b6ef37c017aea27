package io.signalbox.gateway.outgoing;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.MessageAssembly;
import io.signalbox.transport.websocket.CloseCode;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All outgoing sockets of a node, with what they share: selectors, the timer of their connections, and memory. Thread-safe. */
public final class OutgoingSockets {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSockets.class);
    private static final long TICK_MILLIS = 250;

    private final ConnectingSelectors selectors;
    private final AssemblyBudget assembly;
    private final Clock clock;
    private final OutgoingCounters counters = new OutgoingCounters();
    private final Set<OutgoingSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<OutgoingConnection> connections = ConcurrentHashMap.newKeySet();

    private ScheduledFuture<?> ticks;

    /**
     * @param selectors are started before the sockets, and stopped after them
     * @param assembly the limit of the messages that have arrived in part
     */
    public OutgoingSockets(ConnectingSelectors selectors, AssemblyBudget assembly, Clock clock) {
        this.selectors = selectors;
        this.assembly = assembly;
        this.clock = clock;
    }

    /** Returns a socket that is not started. */
    public OutgoingSocket socket(OutgoingSettings settings, OutgoingListener listener) {
        return new OutgoingSocket(settings, this, listener);
    }

    public OutgoingCounters counters() {
        return counters;
    }

    /** Returns the number of connections that are open or closing. */
    public int size() {
        return connections.size();
    }

    /** Starts the timer. */
    public void start(ScheduledExecutorService timers) {
        ticks = timers.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Stops all sockets with 1001, without waiting. */
    public void stopAll() {
        sockets.forEach(socket -> socket.stop(CloseCode.GOING_AWAY, "shutdown"));
    }

    /** Waits until all connections have ended, or the time is over. */
    public void awaitEnds(long timeoutMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (connections) {
            while (!connections.isEmpty()) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                if (leftMillis <= 0) {
                    return;
                }
                connections.wait(leftMillis);
            }
        }
    }

    /** Ends all connections, and the timer. Idempotent. */
    public void stop() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        AllSteps steps = new AllSteps().then(this::stopAll);
        connections.forEach(connection -> steps.then(connection::abandon));
        steps.rethrow();
    }

    private void tick() {
        long nowNanos = System.nanoTime();
        for (OutgoingConnection connection : connections) {
            try {
                connection.tick(nowNanos);
            } catch (Throwable failure) {
                LOG.error("the timers of an outgoing connection failed; it is ended", failure);
                connection.abandon();
            }
        }
    }

    ConnectingSelectors selectors() {
        return selectors;
    }

    MessageAssembly assembly() {
        return new MessageAssembly(assembly);
    }

    long nowMillis() {
        return clock.millis();
    }

    void add(OutgoingSocket socket) {
        sockets.add(socket);
    }

    void remove(OutgoingSocket socket) {
        sockets.remove(socket);
    }

    void began(OutgoingConnection connection) {
        connections.add(connection);
    }

    void ended(OutgoingConnection connection) {
        connections.remove(connection);
        synchronized (connections) {
            connections.notifyAll();
        }
    }
}
