package io.signalbox.gateway.httpwebsocket;

import io.signalbox.transport.NamedCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the items {@code http-websocket} of a node since its start. Thread-safe. */
public final class HttpWebSocketCounters {
    private final NamedCounters all = new NamedCounters();

    /** Bodies that the buffer has taken. */
    final LongAdder accepted = all.counter("bodiesAccepted");

    /** Bodies for which there was no backend or no room. */
    final LongAdder refused = all.counter("bodiesRefused");

    /** Requests that were answered with an error, other than for a failure of the backend. */
    final LongAdder invalid = all.counter("bodiesInvalid");

    /** Requests whose clients were not authenticated. */
    final LongAdder unauthorized = all.counter("bodiesUnauthorized");

    /** Bodies that the buffer had taken, and that were not written. */
    final LongAdder undelivered = all.counter("bodiesUndelivered");

    /** Messages of backends for which there was no outflow. */
    final LongAdder answersDropped = all.counter("answersDropped");

    /** Messages of backends whose outflow has failed. */
    final LongAdder outflowFailed = all.counter("outflowFailed");

    /** Faults of which the procedure was not told. */
    final LongAdder faultsLost = all.counter("faultsLost");

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        return all.values();
    }
}
