package io.signalbox.transport.connection;

import io.signalbox.transport.TransportCounters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counter of the events that one slow peer loses. Not a field of the outbox, because hundreds of slow peers may drop each event
 * of a fan-out, and an access to each outbox would be a cache miss.
 *
 * <p>Thread safety: one thread at a time increments, because the events come from one realm. Any thread may count.
 */
final class DroppedEvents {
    private static final VarHandle DROPPED = handle();

    private final TransportCounters counters;
    private volatile long dropped;

    /** Number of dropped events that the counter of the node already has. Guarded by this. */
    private long counted;

    DroppedEvents(TransportCounters counters) {
        this.counters = counters;
    }

    void increment() {
        // An atomic addition would double the cost of a drop.
        DROPPED.setOpaque(this, (long) DROPPED.getOpaque(this) + 1);
    }

    /** Adds the events since the last call to the counter of the node. Thread-safe. */
    void count() {
        if (dropped > 0) {
            countMissing();
        }
    }

    private synchronized void countMissing() {
        long all = dropped;
        counters.eventsDropped.add(all - counted);
        counted = all;
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(DroppedEvents.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
