package io.signalbox.transport.port;

import java.util.OptionalInt;

/**
 * Settings for HTTP on a port, for all paths.
 *
 * @param idleTimeoutMillis longest idle time of a connection that is no WebSocket, in milliseconds; at least 1
 * @param accessLog whether each request is written to the log
 * @param strictTransportSeconds max-age of the header Strict-Transport-Security (RFC 6797), in seconds; empty for no
 *     header
 * @param maxHeaderBytes maximum length of the head of a request; a longer one is answered with 431
 */
public record HttpSettings(
        long idleTimeoutMillis, boolean accessLog, OptionalInt strictTransportSeconds, int maxHeaderBytes) {
    public static final HttpSettings DEFAULTS = new HttpSettings(30_000, false, OptionalInt.empty(), 8 * 1024);
}
