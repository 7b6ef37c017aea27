package io.signalbox.transport.port;

import java.util.OptionalInt;

/**
 * Settings for HTTP on a port, for all paths.
 *
 * @param idleTimeoutMillis longest idle time of a connection that is no WebSocket, in milliseconds; at least 1
 * @param accessLog whether each request is written to the log
 * @param strictTransportSeconds max-age of the header Strict-Transport-Security (RFC 6797), in seconds; empty for no
 *     header
 */
public record HttpSettings(long idleTimeoutMillis, boolean accessLog, OptionalInt strictTransportSeconds) {
    public static final HttpSettings DEFAULTS = new HttpSettings(30_000, false, OptionalInt.empty());
}
