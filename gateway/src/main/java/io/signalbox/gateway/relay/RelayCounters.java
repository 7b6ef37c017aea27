package io.signalbox.gateway.relay;

import io.signalbox.transport.NamedCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the gateway of a node since its start. Thread-safe. */
public final class RelayCounters {
    private final NamedCounters all = new NamedCounters();

    public final LongAdder opened = all.counter("sessionsOpened");
    public final LongAdder closed = all.counter("sessionsClosed");

    /** Handshakes of clients that were answered with an HTTP error, other than for a failure of the backend. */
    public final LongAdder handshakesRefused = all.counter("handshakesRefused");

    /** Handshakes and requests for diagnostics whose clients were not authenticated. */
    public final LongAdder unauthorized = all.counter("handshakesUnauthorized");

    /** Handshakes that were refused because their item has its maximum of sessions. */
    public final LongAdder sessionsRefused = all.counter("sessionsRefused");

    /** Requests that have come through too many gateways, or through this one before. */
    public final LongAdder loopsRefused = all.counter("loopsRefused");

    /** Clients that got no backend. */
    public final LongAdder backendsFailed = all.counter("backendsFailed");

    /** Sessions closed because one side broke the protocol. */
    public final LongAdder violations = all.counter("violations");

    /** Sessions closed because of a frame or a message beyond the limit. */
    public final LongAdder tooLarge = all.counter("tooLarge");

    /** Sessions whose one side has ended its connection without CLOSE. */
    public final LongAdder lost = all.counter("connectionsLost");

    /** Sessions closed because one side took nothing for too long. */
    public final LongAdder stalled = all.counter("stalled");

    /** Sessions closed because one side answered no PING. */
    public final LongAdder pingsMissed = all.counter("pingsMissed");

    /** Sessions closed because nothing was sent for too long. */
    public final LongAdder idle = all.counter("idle");

    /** Connections that were ended because of the close timeout. */
    public final LongAdder closesTimedOut = all.counter("closesTimedOut");

    /** Sessions closed because of a defect of the gateway. */
    public final LongAdder failures = all.counter("failures");

    /** Calls of procedures, and events, of mediations that have failed. */
    public final LongAdder hooksFailed = all.counter("hooksFailed");

    /** Calls of procedures of mediations that wait for their turn. */
    public final LongAdder hooksWaiting = all.counter("hooksWaiting");

    /** Messages of clients of mediations whose backend has ended. */
    public final LongAdder undeliverable = all.counter("messagesUndeliverable");

    /** Messages of broadcasts that slow clients have not got. */
    public final LongAdder broadcastsSkipped = all.counter("broadcastsSkipped");

    public final LongAdder bytesFromClients = all.counter("bytesFromClients");
    public final LongAdder bytesFromBackends = all.counter("bytesFromBackends");

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        return all.values();
    }
}
