package io.signalbox.transport.proxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * Client of a request, by the headers of trusted proxies. The hops are read from the last one to the first one. A hop
 * counts only if the proxy behind it is trusted. The client is therefore the first peer that is no trusted proxy, and
 * headers that the client itself wrote have no effect. Immutable and thread-safe.
 *
 * @param isSecure whether the client sent the request over TLS; empty if no proxy names the scheme
 */
record ForwardedClient(SocketAddress address, Optional<Boolean> isSecure) {

    /**
     * Returns the client of a request.
     *
     * @param peer the sender of the request to this node; the client if no trusted proxy names another address
     * @throws IllegalArgumentException if the headers are broken or name different clients, so that at most one of the
     *     headers is the proxy's. The message is for the client.
     */
    static ForwardedClient of(SocketAddress peer, HttpFields headers, TrustedProxies trusted) {
        if (!trusted.contain(peer)) {
            return new ForwardedClient(peer, Optional.empty());
        }
        ForwardedClient standard = nearest(peer, ForwardedHop.ofForwarded(headers), trusted);
        ForwardedClient usual = nearest(peer, ForwardedHop.ofXForwarded(headers), trusted);
        if (standard.address.equals(peer)) {
            return usual.address.equals(peer) && standard.isSecure.isPresent() ? standard : usual;
        }
        if (!usual.address.equals(peer) && !isSame(standard.address, usual.address)) {
            throw new IllegalArgumentException("the headers X-Forwarded-For and Forwarded name different clients");
        }
        return standard;
    }

    private static ForwardedClient nearest(SocketAddress peer, List<ForwardedHop> hops, TrustedProxies trusted) {
        ForwardedClient client = new ForwardedClient(peer, Optional.empty());
        for (ForwardedHop hop : hops.reversed()) {
            if (!trusted.contain(client.address)) {
                break;
            }
            Optional<Boolean> isSecure = isSecure(hop.scheme());
            if (hop.sender().isEmpty()) {
                return new ForwardedClient(client.address, isSecure.or(client::isSecure));
            }
            client = new ForwardedClient(hop.sender().get(), isSecure);
        }
        return client;
    }

    private static Optional<Boolean> isSecure(String scheme) {
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> Optional.of(true);
            case "http", "ws" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Returns whether two addresses are the same apart from the port, which only one of the headers may contain. */
    private static boolean isSame(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress first
                && other instanceof InetSocketAddress second
                && first.getAddress().equals(second.getAddress());
    }
}
