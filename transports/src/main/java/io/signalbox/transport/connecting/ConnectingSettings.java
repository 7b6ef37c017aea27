package io.signalbox.transport.connecting;

import java.net.URI;
import java.util.Optional;

/**
 * Settings of one connecting transport.
 *
 * @param id the listener in {@link io.signalbox.protocol.connection.PeerInfo}
 * @param endpoint the address to which the transport connects
 * @param timeoutMillis the time of one attempt, from the lookup of the host to the end of the opening handshake; at least 1
 * @param url the URL of the router: its host and its path are sent to a WebSocket server; derived from the endpoint if empty. An
 *     encrypted URL needs an endpoint with TLS
 * @param proxy empty for a direct connection; not for a Unix domain socket
 * @param sendBufferBytes maximum of the send buffer of a socket, in bytes; 0 leaves the maximum to the system
 * @param debug whether all messages and control frames are written to the log
 * @param rules the rules for all attempts to connect
 */
public record ConnectingSettings(
        String id,
        Endpoint endpoint,
        long timeoutMillis,
        Optional<RouterUrl> url,
        ConnectingProtocol protocol,
        Optional<HttpProxy> proxy,
        int sendBufferBytes,
        boolean debug,
        ConnectRules rules) {

    /** Creates settings without rules for attempts. */
    public ConnectingSettings(
            String id,
            Endpoint endpoint,
            long timeoutMillis,
            Optional<RouterUrl> url,
            ConnectingProtocol protocol,
            Optional<HttpProxy> proxy,
            int sendBufferBytes,
            boolean debug) {
        this(id, endpoint, timeoutMillis, url, protocol, proxy, sendBufferBytes, debug, ConnectRules.NONE);
    }

    public ConnectingSettings {
        if (timeoutMillis < 1) {
            throw new IllegalArgumentException("the timeout is " + timeoutMillis + " ms, not 1 or more");
        }
        boolean isWebSocket = protocol instanceof ConnectingProtocol.WebSocket;
        if (url.isPresent() && url.get().isWebSocket() != isWebSocket) {
            throw new IllegalArgumentException("'" + url.get().text() + "' is the URL of another protocol than "
                    + (isWebSocket ? "WebSocket: it begins with ws or wss" : "RawSocket: it begins with rs or rss"));
        }
        if (url.isPresent() && url.get().isEncrypted() != isEncrypted(endpoint)) {
            throw new IllegalArgumentException("'" + url.get().text() + "' and the endpoint differ in TLS: "
                    + (isEncrypted(endpoint) ? "use wss or rss" : "add 'tls' to the endpoint, or use ws or rs"));
        }
        if (proxy.isPresent() && endpoint instanceof Endpoint.Unix) {
            throw new IllegalArgumentException(
                    "a Unix domain socket cannot be reached through a proxy: remove 'proxy'");
        }
    }

    private static boolean isEncrypted(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Tcp tcp && tcp.tls().isPresent();
    }

    /** Returns the target of the attempts to connect. */
    ConnectTarget target() {
        return new ConnectTarget(id, address(), endpoint, timeoutMillis, proxy, sendBufferBytes, rules);
    }

    /** Returns the URL of the router, for people. */
    String address() {
        return url.map(RouterUrl::shown).orElseGet(this::derivedUrl);
    }

    private String derivedUrl() {
        String scheme =
                (protocol instanceof ConnectingProtocol.WebSocket ? "ws" : "rs") + (isEncrypted(endpoint) ? "s" : "");
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> scheme + "://" + tcp.authority() + (scheme.startsWith("ws") ? "/" : "");
            case Endpoint.Unix unix -> scheme + "+unix:" + unix.path();
        };
    }

    /** Returns the URI of the WebSocket handshake. */
    URI handshakeUri() {
        if (url.isPresent()) {
            return url.get().handshakeUri();
        }
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> URI.create(derivedUrl());
            case Endpoint.Unix unix -> URI.create("ws://localhost/");
        };
    }
}
