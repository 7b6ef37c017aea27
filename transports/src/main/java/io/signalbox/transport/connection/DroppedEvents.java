package io.signalbox.transport.connection;

import io.signalbox.transport.TransportCounters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the events that one slow peer loses. Not in the outbox: hundreds of slow peers drop every event of a fan-out, and
 * then the time goes into waiting for memory.
 *
 * <p>One thread at a time drops, since the events come from one realm; any thread may count.
 */
final class DroppedEvents {
    private static final VarHandle DROPPED = handle();

    private final TransportCounters counters;
    private volatile long dropped;

    /** Of the dropped events those that are in the node's counter already; guarded by this. */
    private long counted;

    DroppedEvents(TransportCounters counters) {
        this.counters = counters;
    }

    void increment() {
        // An atomic addition would be as dear as the rest of dropping.
        DROPPED.setOpaque(this, (long) DROPPED.getOpaque(this) + 1);
    }

    /** Adds to the node's counter what it has not yet. */
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
