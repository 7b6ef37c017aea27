package io.signalbox.transport.port;

import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.PeerAddress;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listener of the failed TLS handshakes of a port: counts the failures, and logs one of them in ten seconds with its
 * reason. Thread-safe.
 */
final class FailedHandshakes implements SslHandshakeListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailedHandshakes.class);

    private final String listener;
    private final TransportCounters counters;
    private final LogEpisode episode;

    FailedHandshakes(String listener, TransportCounters counters, LongSupplier nanoClock) {
        this.listener = listener;
        this.counters = counters;
        episode = new LogEpisode(nanoClock);
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        counters.tlsHandshakesFailed.increment();
        episode.next().ifPresent(unlogged -> log(event.getEndPoint(), failure, unlogged));
    }

    private void log(EndPoint endPoint, Throwable failure, long unlogged) {
        LOG.warn(
                "listener={} peer={} TLS handshake failed: {} ({} more since the last line)",
                listener,
                PeerAddress.text(endPoint == null ? null : endPoint.getRemoteSocketAddress()),
                reason(failure),
                unlogged);
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
