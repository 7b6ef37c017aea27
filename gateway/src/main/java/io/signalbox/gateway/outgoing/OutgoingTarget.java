package io.signalbox.gateway.outgoing;

import io.signalbox.router.document.LoopbackHost;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.transport.connecting.ConnectRules;
import io.signalbox.transport.connecting.ConnectTarget;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.HttpProxy;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.net.URI;
import java.util.Optional;

/**
 * Server of an outgoing socket.
 *
 * @param uri the URI of the handshake
 * @param connect the address of the server; its text for people has no query, which may have a secret
 */
public record OutgoingTarget(URI uri, ConnectTarget connect) {
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    /**
     * Returns the server of a URL.
     *
     * @param id the id of the item, for the names of threads
     * @param url a URL that {@link #checkUrl} accepts
     * @param tls the settings of TLS for {@code wss}; empty for the defaults
     * @param connectTimeoutMillis the time to connect, handshakes included; at least 1
     */
    public static OutgoingTarget of(
            String id,
            String url,
            Optional<ConnectingTlsSettings> tls,
            Optional<HttpProxy> proxy,
            long connectTimeoutMillis) {
        RouterUrl parsed = RouterUrl.parse(url);
        Endpoint.Tcp found = (Endpoint.Tcp) parsed.endpoint();
        Endpoint.Tcp endpoint = new Endpoint.Tcp(
                found.host(), found.port(), found.version(), found.tls().map(defaults -> tls.orElse(defaults)));
        URI uri = parsed.handshakeUri();
        String shown = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        return new OutgoingTarget(
                uri, new ConnectTarget(id, shown, endpoint, connectTimeoutMillis, proxy, SEND_BUFFER_BYTES));
    }

    /** Returns the same server, with rules for the attempts to connect. */
    public OutgoingTarget withRules(ConnectRules rules) {
        return new OutgoingTarget(
                uri,
                new ConnectTarget(
                        connect.id(),
                        connect.address(),
                        connect.endpoint(),
                        connect.timeoutMillis(),
                        connect.proxy(),
                        connect.sendBufferBytes(),
                        rules));
    }

    /** Returns whether other machines can read what goes to a server. False for a URL that {@link #checkUrl} refuses. */
    public static boolean isClearToOthers(String url) {
        try {
            RouterUrl parsed = RouterUrl.parse(url);
            return parsed.endpoint() instanceof Endpoint.Tcp server
                    && !parsed.isEncrypted()
                    && !LoopbackHost.is(server.host());
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /**
     * Checks the URL of a server, and refuses what is wrong.
     *
     * @param tls the settings of TLS beside the URL
     */
    public static void checkUrl(ConfigItem url, ConfigItem tls) {
        if (!url.isPresent()) {
            return;
        }
        try {
            RouterUrl parsed = RouterUrl.parse(url.text());
            if (!parsed.isEncrypted() && tls.isPresent()) {
                url.refuse("'" + url.text() + "' is in clear, and the item has TLS", "begin the URL with wss");
            }
        } catch (IllegalArgumentException e) {
            url.refuse(
                    "'" + url.text() + "' names no WebSocket server", "write ws://host:port/path or wss://host/path");
        }
        tls.checkBoth("key", "certificate");
    }
}
