package io.signalbox.transport.port;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;

/**
 * Counter of the open connections of each client network: an IPv4 address, or the /64 network of an IPv6 address, because
 * a client of IPv6 has at least one such network. Thread-safe.
 */
final class AddressLimit {
    private final int max;
    private final Map<Network, Integer> connections = new ConcurrentHashMap<>();
    private final Map<EndPoint, Network> counted = new ConcurrentHashMap<>();

    private record Network(boolean isIpv6, long prefix) {
        static Network of(InetAddress address) {
            ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
            return address instanceof Inet6Address
                    ? new Network(true, octets.getLong())
                    : new Network(false, octets.getInt());
        }
    }

    /** @param max open connections of an address; 0 for any number */
    AddressLimit(int max) {
        this.max = max;
    }

    /**
     * Counts a connection for the network of a client, in place of the network for which the connection counted before.
     * Admits every client without an internet address.
     *
     * @return whether the network had room; if not, the connection counts as before
     */
    boolean admits(EndPoint endPoint, SocketAddress client) {
        if (max == 0 || !(client instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            return true;
        }
        Network network = Network.of(internet.getAddress());
        if (network.equals(counted.get(endPoint))) {
            return true;
        }
        if (!increment(network)) {
            return false;
        }
        decrement(counted.put(endPoint, network));
        if (!endPoint.isOpen()) {
            // The connection was closed before it was counted.
            release(endPoint);
        }
        return true;
    }

    /** Removes a connection from its count. Idempotent. */
    void release(EndPoint endPoint) {
        decrement(counted.remove(endPoint));
    }

    private boolean increment(Network network) {
        boolean[] hasRoom = new boolean[1];
        connections.compute(network, (key, before) -> {
            int open = before == null ? 0 : before;
            hasRoom[0] = open < max;
            return hasRoom[0] ? Integer.valueOf(open + 1) : before;
        });
        return hasRoom[0];
    }

    private void decrement(Network network) {
        if (network != null) {
            connections.computeIfPresent(network, (key, open) -> open == 1 ? null : open - 1);
        }
    }
}
