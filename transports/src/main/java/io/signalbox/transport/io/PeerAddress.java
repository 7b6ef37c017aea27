package io.signalbox.transport.io;

import io.signalbox.protocol.connection.PeerInfo;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Printable address of a peer, for log lines and the details of sessions. Stateless and thread-safe. */
public final class PeerAddress {
    private PeerAddress() {}

    /**
     * Returns the address, such as {@code 127.0.0.1:53211} or {@code [::1]:53211}. The address has no port if a proxy
     * names a client without a port. Every peer of a Unix domain socket has the address {@code unix}.
     */
    public static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress internet && internet.getAddress() != null) {
            String host = internet.getAddress().getHostAddress();
            String bracketed = internet.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
            return internet.getPort() > 0 ? bracketed + ":" + internet.getPort() : bracketed;
        }
        if (address instanceof UnixDomainSocketAddress) {
            return PeerInfo.UNIX;
        }
        return address == null ? "unknown" : address.toString();
    }
}
