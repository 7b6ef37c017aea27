package io.signalbox.transport.proxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * Client of a request as trusted proxies tell it. The steps are read from the last one to the first one: each is believed if
 * the proxy behind it is trusted, so that the client is the first peer that is no trusted proxy, and what the client wrote
 * itself does not count.
 *
 * @param isSecure whether the client sent the request over TLS; empty where no proxy tells
 */
record ForwardedClient(SocketAddress address, Optional<Boolean> isSecure) {

    /**
     * Returns the client of a request.
     *
     * @param peer who sent the request to this node, and the address of the client where no trusted proxy names another one
     * @throws IllegalArgumentException if the headers are broken or name different clients, so that at most one of them is the
     *     proxy's. The message is for the client.
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

    /** Only one of the headers may tell the port. */
    private static boolean isSame(SocketAddress one, SocketAddress other) {
        return one instanceof InetSocketAddress first
                && other instanceof InetSocketAddress second
                && first.getAddress().equals(second.getAddress());
    }
}
