package io.signalbox.transport.port;

import io.signalbox.transport.io.PeerAddress;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log of the HTTP requests of a port, without their queries, in which clients put secrets. Thread-safe. */
final class AccessLog implements RequestLog {
    /** The logger of lines about single peers, which has a queue of its own. */
    private static final Logger LOG = LoggerFactory.getLogger("signalbox.access");

    private final String listener;

    AccessLog(String listener) {
        this.listener = listener;
    }

    @Override
    public void log(Request request, Response response) {
        LOG.info(
                "request listener={} peer={} method={} path={} status={} bytes={} micros={}",
                listener,
                PeerAddress.text(request.getConnectionMetaData().getRemoteSocketAddress()),
                request.getMethod(),
                request.getHttpURI().getPath(),
                response.getStatus(),
                Response.getContentBytesWritten(response),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - request.getBeginNanoTime()));
    }
}
