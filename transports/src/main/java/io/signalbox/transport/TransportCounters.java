package io.signalbox.transport;

import java.util.concurrent.atomic.LongAdder;

/** What the transports of a node have seen. Any thread may count and read; metrics poll it. */
public final class TransportCounters {
    public final LongAdder opened = new LongAdder();
    public final LongAdder closed = new LongAdder();

    /** Handshakes answered with an HTTP error because of path, origin, subprotocol or form. */
    public final LongAdder handshakesRefused = new LongAdder();

    /** Connections refused because the listener is full or stopping. */
    public final LongAdder connectionsRefused = new LongAdder();

    /** Connections refused because their address has as many as an address may have. */
    public final LongAdder addressesRefused = new LongAdder();

    /** Connections closed because a PROXY header is demanded and the peer is no trusted proxy. */
    public final LongAdder proxiesRefused = new LongAdder();

    /** Connections closed because they began with no PROXY header, a broken one or a part of one. */
    public final LongAdder proxyHeadersRefused = new LongAdder();

    /** Requests refused because the headers of trusted proxies contradict one another or are broken. */
    public final LongAdder forwardedRefused = new LongAdder();

    /** TLS handshakes that failed, whichever side gave up. */
    public final LongAdder tlsHandshakesFailed = new LongAdder();

    /** Exchanges of the certificate files of a listener. */
    public final LongAdder certificatesReloaded = new LongAdder();

    /** Changed certificate files that could not be used. */
    public final LongAdder certificateReloadsFailed = new LongAdder();

    /** Daily warnings of certificates that end within 30 days. */
    public final LongAdder certificatesNearEnd = new LongAdder();

    /** Connections cut because their handshake took too long. */
    public final LongAdder handshakesTimedOut = new LongAdder();

    /** Episodes in which accepting was suspended, as a rule because file descriptors ran out. */
    public final LongAdder acceptSuspensions = new LongAdder();

    public final LongAdder messagesIn = new LongAdder();
    public final LongAdder bytesIn = new LongAdder();

    /** Turns in which the backlog of one connection was written; each takes one message or many. */
    public final LongAdder flushes = new LongAdder();

    public final LongAdder messagesOut = new LongAdder();
    public final LongAdder bytesOut = new LongAdder();

    /** Connections that were opened with compression. */
    public final LongAdder compressed = new LongAdder();

    /** Connections that were opened with less compression than agreed on, or none, because the memory for it was short. */
    public final LongAdder compressionReduced = new LongAdder();

    /** Messages that were compressed, in bytes, before that and after it; one for many receivers counts once. */
    public final LongAdder bytesDeflated = new LongAdder();

    public final LongAdder bytesAfterDeflate = new LongAdder();

    /** Compressed messages that were read, in bytes, before they were decompressed and after it. */
    public final LongAdder bytesBeforeInflate = new LongAdder();

    public final LongAdder bytesInflated = new LongAdder();

    /** Peers that sent what is no WAMP message. */
    public final LongAdder violations = new LongAdder();

    /** Messages beyond the size limit. */
    public final LongAdder tooLarge = new LongAdder();

    /** Connections closed because the node held too many messages that had arrived in part or waited. */
    public final LongAdder assemblyRefused = new LongAdder();

    /** Connections closed because of a defect of the router. */
    public final LongAdder failures = new LongAdder();

    /** Connections closed because their backlog outgrew its bound. */
    public final LongAdder tooSlow = new LongAdder();

    /** Connections closed because something in their backlog waited for too long. */
    public final LongAdder tooLate = new LongAdder();

    /** Episodes in which a slow peer lost events. */
    public final LongAdder dropEpisodes = new LongAdder();

    /** Events that slow peers lost; counted four times a second, and when a connection ends. */
    public final LongAdder eventsDropped = new LongAdder();

    /** Connections closed because the backlog of the whole node outgrew its bound and theirs was the heaviest. */
    public final LongAdder heaviestClosed = new LongAdder();

    /** Connections cut because a write made no progress. */
    public final LongAdder writesStuck = new LongAdder();

    /** Connections cut because no PONG came. */
    public final LongAdder pingsMissed = new LongAdder();

    /** Connections cut because the peer did not take part in closing. */
    public final LongAdder closesTimedOut = new LongAdder();
}
