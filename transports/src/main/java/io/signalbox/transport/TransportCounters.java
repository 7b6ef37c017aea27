package io.signalbox.transport;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the transports of a node since its start. Thread-safe. */
public final class TransportCounters {
    private final NamedCounters named = new NamedCounters();

    public final LongAdder opened = counter("opened");
    public final LongAdder closed = counter("closed");

    /** Handshakes answered with an HTTP error because of path, origin, subprotocol or form. */
    public final LongAdder handshakesRefused = counter("handshakesRefused");

    /** Connections refused because the listener is full or stopping. */
    public final LongAdder connectionsRefused = counter("connectionsRefused");

    /** Connections refused because their address has as many as an address may have. */
    public final LongAdder addressesRefused = counter("addressesRefused");

    /** Connections closed because a PROXY header is demanded and the peer is no trusted proxy. */
    public final LongAdder proxiesRefused = counter("proxiesRefused");

    /** Connections closed because they began with no PROXY header, a broken one or a part of one. */
    public final LongAdder proxyHeadersRefused = counter("proxyHeadersRefused");

    /** Requests refused because the headers of trusted proxies contradict one another or are broken. */
    public final LongAdder forwardedRefused = counter("forwardedRefused");

    /** TLS handshakes that failed, whichever side gave up. */
    public final LongAdder tlsHandshakesFailed = counter("tlsHandshakesFailed");

    /** Exchanges of the certificate files of a listener. */
    public final LongAdder certificatesReloaded = counter("certificatesReloaded");

    /** Changed certificate files that could not be used. */
    public final LongAdder certificateReloadsFailed = counter("certificateReloadsFailed");

    /** Daily warnings of certificates that end within 30 days. */
    public final LongAdder certificatesNearEnd = counter("certificatesNearEnd");

    /** Connections cut because their handshake took too long. */
    public final LongAdder handshakesTimedOut = counter("handshakesTimedOut");

    /** Attempts to accept a connection that failed, and that were repeated at once. */
    public final LongAdder acceptsFailed = counter("acceptsFailed");

    /** Episodes in which accepting was suspended, as a rule because file descriptors ran out. */
    public final LongAdder acceptSuspensions = counter("acceptSuspensions");

    /** Pauses of accepting because of the largest rate. */
    public final LongAdder acceptsDelayed = counter("acceptsDelayed");

    /** Attempts of connecting transports. */
    public final LongAdder connectAttempts = counter("connectAttempts");

    /** Attempts of connecting transports that failed, without those that were canceled. */
    public final LongAdder connectsFailed = counter("connectsFailed");

    public final LongAdder messagesIn = counter("messagesIn");
    public final LongAdder bytesIn = counter("bytesIn");

    /** Turns in which the backlog of one connection was written; each takes one message or many. */
    public final LongAdder flushes = counter("flushes");

    public final LongAdder messagesOut = counter("messagesOut");
    public final LongAdder bytesOut = counter("bytesOut");

    /** Connections that were opened with compression. */
    public final LongAdder compressed = counter("compressed");

    /** Connections that were opened with less compression than agreed on, or none, because the memory for it was short. */
    public final LongAdder compressionReduced = counter("compressionReduced");

    /** Messages that were compressed, in bytes, before that and after it; one for many receivers counts once. */
    public final LongAdder bytesDeflated = counter("bytesDeflated");

    public final LongAdder bytesAfterDeflate = counter("bytesAfterDeflate");

    /** Compressed messages that were read, in bytes, before they were decompressed and after it. */
    public final LongAdder bytesBeforeInflate = counter("bytesBeforeInflate");

    public final LongAdder bytesInflated = counter("bytesInflated");

    /** Peers that sent what is no WAMP message. */
    public final LongAdder violations = counter("violations");

    /** Messages beyond the size limit. */
    public final LongAdder tooLarge = counter("tooLarge");

    /** Connections closed because the node held too many messages that had arrived in part or waited. */
    public final LongAdder assemblyRefused = counter("assemblyRefused");

    /** Connections closed because of a defect of the router. */
    public final LongAdder failures = counter("failures");

    /** Connections closed because their backlog outgrew its bound. */
    public final LongAdder tooSlow = counter("tooSlow");

    /** Connections closed because something in their backlog waited for too long. */
    public final LongAdder tooLate = counter("tooLate");

    /** Episodes in which a slow peer lost events. */
    public final LongAdder dropEpisodes = counter("dropEpisodes");

    /** Events that slow peers lost; counted four times a second, and when a connection ends. */
    public final LongAdder eventsDropped = counter("eventsDropped");

    /** Connections closed because the backlog of the whole node outgrew its bound and theirs was the heaviest. */
    public final LongAdder heaviestClosed = counter("heaviestClosed");

    /** Connections cut because a write made no progress. */
    public final LongAdder writesStuck = counter("writesStuck");

    /** Connections cut because no PONG came. */
    public final LongAdder pingsMissed = counter("pingsMissed");

    /** Connections cut because the peer did not take part in closing. */
    public final LongAdder closesTimedOut = counter("closesTimedOut");

    private LongAdder counter(String name) {
        return named.counter(name);
    }

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        return named.values();
    }
}
