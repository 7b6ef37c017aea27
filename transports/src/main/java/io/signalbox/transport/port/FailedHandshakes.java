package io.signalbox.transport.port;

import io.signalbox.transport.TransportCounters;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the TLS handshakes of a listener that fail, and logs one of them in ten seconds with its reason. Thread-safe. */
final class FailedHandshakes implements SslHandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailedHandshakes.class);
    private static final long EPISODE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String listener;
    private final TransportCounters counters;
    private final LongSupplier nanoClock;
    private final AtomicLong nextLogNanos;
    private final AtomicLong unlogged = new AtomicLong();

    FailedHandshakes(String listener, TransportCounters counters, LongSupplier nanoClock) {
        this.listener = listener;
        this.counters = counters;
        this.nanoClock = nanoClock;
        nextLogNanos = new AtomicLong(nanoClock.getAsLong());
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        counters.tlsHandshakesFailed.increment();
        long now = nanoClock.getAsLong();
        long next = nextLogNanos.get();
        if (now - next < 0 || !nextLogNanos.compareAndSet(next, now + EPISODE_NANOS)) {
            unlogged.incrementAndGet();
            return;
        }
        EndPoint endPoint = event.getEndPoint();
        LOG.warn(
                "listener={} peer={} TLS handshake failed: {} ({} more since the last line)",
                listener,
                endPoint == null ? "unknown" : endPoint.getRemoteSocketAddress(),
                reason(failure),
                unlogged.getAndSet(0));
    }

    /** The deepest cause names the certificate, the version or the cipher. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
