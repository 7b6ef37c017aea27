package io.signalbox.transport.port;

import java.util.OptionalInt;

/**
 * How HTTP on a port is served, whatever the path.
 *
 * @param idleTimeoutMillis how long a connection that is no WebSocket may be idle; at least 1
 * @param accessLog whether each request is written to the log
 * @param strictTransportSeconds for how long browsers are told to use TLS only (RFC 6797); empty tells them nothing
 */
public record HttpSettings(long idleTimeoutMillis, boolean accessLog, OptionalInt strictTransportSeconds) {
    public static final HttpSettings DEFAULTS = new HttpSettings(30_000, false, OptionalInt.empty());
}
