package io.signalbox.transport.port;

/**
 * Options of the sockets of a port.
 *
 * @param backlog largest number of connections that the system queues until they are accepted
 * @param maxAcceptRate largest number of connections that are accepted in a second, after a burst of a tenth of it; 0 for any number
 * @param tcpNoDelay whether small writes leave at once, over TCP
 * @param sendBufferBytes largest send buffer of a socket in the system, in bytes, see {@link SendBuffer}; the system may
 *     use twice as much for its own accounting. 0 lets the system choose, up to 4 MiB for each peer that stops reading
 */
public record SocketSettings(int backlog, int maxAcceptRate, boolean tcpNoDelay, int sendBufferBytes) {
    public static final SocketSettings DEFAULTS = new SocketSettings(1024, 0, true, 256 * 1024);
}
