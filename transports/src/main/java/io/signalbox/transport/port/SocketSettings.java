package io.signalbox.transport.port;

/**
 * How the sockets of a port are set up.
 *
 * @param backlog how many connections the system queues until they are accepted
 * @param tcpNoDelay whether small writes leave at once, over TCP
 * @param sendBufferBytes what the system may hold at most of what a peer has not taken yet, see {@link SendBuffer}; it may
 *     take that twice for its own accounting. 0 lets the system choose, which then is 4 MiB for each peer that stops reading
 */
public record SocketSettings(int backlog, boolean tcpNoDelay, int sendBufferBytes) {
    public static final SocketSettings DEFAULTS = new SocketSettings(1024, true, 256 * 1024);
}
