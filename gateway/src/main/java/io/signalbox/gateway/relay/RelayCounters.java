package io.signalbox.gateway.relay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the gateway of a node since its start. Thread-safe. */
public final class RelayCounters {
    private final Map<String, LongAdder> byName = new LinkedHashMap<>();

    public final LongAdder opened = counter("sessionsOpened");
    public final LongAdder closed = counter("sessionsClosed");

    /** Handshakes of clients that were answered with an HTTP error, other than for a failure of the backend. */
    public final LongAdder handshakesRefused = counter("handshakesRefused");

    /** Handshakes that were refused because their item has its maximum of sessions. */
    public final LongAdder sessionsRefused = counter("sessionsRefused");

    /** Requests that have come through too many gateways, or through this one before. */
    public final LongAdder loopsRefused = counter("loopsRefused");

    /** Clients that got no backend. */
    public final LongAdder backendsFailed = counter("backendsFailed");

    /** Sessions closed because one side broke the protocol. */
    public final LongAdder violations = counter("violations");

    /** Sessions closed because of a frame or a message beyond the limit. */
    public final LongAdder tooLarge = counter("tooLarge");

    /** Sessions whose one side has ended its connection without CLOSE. */
    public final LongAdder lost = counter("connectionsLost");

    /** Sessions closed because one side took nothing for too long. */
    public final LongAdder stalled = counter("stalled");

    /** Sessions closed because one side answered no PING. */
    public final LongAdder pingsMissed = counter("pingsMissed");

    /** Sessions closed because nothing was sent for too long. */
    public final LongAdder idle = counter("idle");

    /** Sessions that were ended because one side did not take part in closing. */
    public final LongAdder closesTimedOut = counter("closesTimedOut");

    /** Sessions closed because of a defect of the gateway. */
    public final LongAdder failures = counter("failures");

    /** Calls of procedures, and events, of mediations that have failed. */
    public final LongAdder hooksFailed = counter("hooksFailed");

    /** Messages of clients of mediations whose backend has ended. */
    public final LongAdder undeliverable = counter("messagesUndeliverable");

    /** Messages of broadcasts that slow clients have not got. */
    public final LongAdder broadcastsSkipped = counter("broadcastsSkipped");

    public final LongAdder bytesFromClients = counter("bytesFromClients");
    public final LongAdder bytesFromBackends = counter("bytesFromBackends");

    private LongAdder counter(String name) {
        LongAdder counter = new LongAdder();
        byName.put(name, counter);
        return counter;
    }

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        byName.forEach((name, counter) -> values.put(name, counter.sum()));
        return values;
    }
}
