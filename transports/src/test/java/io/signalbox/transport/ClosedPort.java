package io.signalbox.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A port of the loopback address that refuses connections until it is closed. It is bound: a port that is only free would be given to
 * the next socket of any process, which may listen.
 */
public final class ClosedPort implements AutoCloseable {
    private final SocketChannel bound;

    public ClosedPort() throws IOException {
        bound = SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int port() throws IOException {
        return ((InetSocketAddress) bound.getLocalAddress()).getPort();
    }

    /** Leaves the port to a server that comes late. */
    @Override
    public void close() throws IOException {
        bound.close();
    }
}
