package io.signalbox.transport.port;

import io.signalbox.transport.io.SendBuffer;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Server socket of a TCP port. Thread-safe. */
final class TcpPortSocket implements PortSocket {
    private final ListeningAddress.Tcp address;
    private final SocketSettings settings;
    private volatile int boundPort;

    TcpPortSocket(ListeningAddress.Tcp address, SocketSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    @Override
    public ServerSocketChannel open() throws IOException {
        InetAddress local = resolve();
        for (int port = address.firstPort(); ; port++) {
            try {
                return open(new InetSocketAddress(local, port));
            } catch (BindException e) {
                if (port == address.lastPort() || !BindFailure.isInUse(e)) {
                    throw e;
                }
            }
        }
    }

    /** Returns the address of the host, of the preferred version if the host is a name with addresses of both. */
    private InetAddress resolve() throws IOException {
        InetAddress[] found = InetAddress.getAllByName(address.host());
        for (InetAddress candidate : found) {
            if (candidate instanceof Inet4Address == (address.version() == 4)) {
                return candidate;
            }
        }
        return found[0];
    }

    private ServerSocketChannel open(InetSocketAddress local) throws IOException {
        // A socket of both versions would bind the wildcard of IPv4 as that of IPv6.
        ServerSocketChannel channel = ServerSocketChannel.open(
                local.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (address.isShared()) {
                share(channel);
            }
            channel.bind(local, settings.backlog());
            boundPort = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return channel;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private static void share(ServerSocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new IOException(BindFailure.NO_SHARING);
        }
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    @Override
    public void setUp(SocketChannel accepted) throws IOException {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, settings.tcpNoDelay());
        if (settings.sendBufferBytes() > 0) {
            accepted.setOption(StandardSocketOptions.SO_SNDBUF, SendBuffer.firstBytes(settings.sendBufferBytes()));
        }
    }

    @Override
    public void remove() {
        // A closed port leaves nothing.
    }

    @Override
    public int boundPort() {
        return boundPort;
    }

    @Override
    public String name() {
        return address.host() + ":" + address.firstPort() + (address.isRange() ? "-" + address.lastPort() : "");
    }

    @Override
    public String url(String scheme, String path) {
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        return scheme + "://" + host + ":" + (boundPort > 0 ? boundPort : address.firstPort()) + path;
    }

    @Override
    public String explain(Throwable failure) {
        if (address.isRange() && BindFailure.isInUse(failure)) {
            return "all ports of the range are in use - widen 'portrange'";
        }
        return BindFailure.explain(failure, address.host());
    }
}
