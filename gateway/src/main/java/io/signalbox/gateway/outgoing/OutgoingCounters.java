package io.signalbox.gateway.outgoing;

import io.signalbox.transport.NamedCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the outgoing sockets of a node since its start. Thread-safe. */
public final class OutgoingCounters {
    private final NamedCounters all = new NamedCounters();

    final LongAdder opened = all.counter("outgoingOpened");

    /** Connections that have ended, other than by a stop. */
    final LongAdder lost = all.counter("outgoingLost");

    /** Attempts to connect that have failed. */
    final LongAdder failed = all.counter("outgoingFailed");

    /** Messages that the system has accepted as a whole. */
    final LongAdder sent = all.counter("outgoingMessagesSent");

    final LongAdder received = all.counter("outgoingMessagesReceived");

    /** Messages for which an outbox had no room. */
    final LongAdder refused = all.counter("outgoingMessagesRefused");

    /** Messages that an outbox had taken, and that were not written. */
    final LongAdder undelivered = all.counter("outgoingMessagesUndelivered");

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        return all.values();
    }
}
