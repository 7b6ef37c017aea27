package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.reverseproxy.ReverseProxyItem.BackendItem;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.TcpBackendEndpoint;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.UnixBackendEndpoint;
import io.signalbox.transport.connecting.ConnectTarget;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.HttpProxy;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Backend with the address of its socket.
 *
 * @param uri the URI of the handshake
 * @param openHandshakeMillis time from the connect of the socket to the answer of the handshake; 0 for the rest of the time to connect
 */
public record BackendTarget(URI uri, ConnectTarget target, long openHandshakeMillis) {
    private static final int SEND_BUFFER_BYTES = 256 * 1024;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Returns the backend of an item.
     *
     * @param id the id of the item
     */
    static BackendTarget of(String id, BackendItem item, int connectTimeoutMillis) {
        return of(id, item, Optional.empty(), connectTimeoutMillis);
    }

    /**
     * Returns the backend of a URL.
     *
     * @param id the id of the item
     * @param tls the settings of TLS for an encrypted URL; empty for the defaults
     */
    public static BackendTarget of(
            String id, String url, Optional<ConnectingTlsSettings> tls, int connectTimeoutMillis) {
        return of(id, new BackendItem(Optional.of(url), Optional.empty(), Optional.empty()), tls, connectTimeoutMillis);
    }

    /** @param tls the settings of TLS for an encrypted URL without an endpoint; empty for the defaults */
    static BackendTarget of(
            String id, BackendItem item, Optional<ConnectingTlsSettings> tls, int connectTimeoutMillis) {
        Endpoint endpoint = endpoint(item, tls);
        URI uri = item.url().map(URI::create).orElseGet(() -> derived(endpoint));
        int seconds =
                item.endpoint().map(given -> given.timeoutSeconds().orElse(0)).orElse(0);
        long timeoutMillis = seconds > 0 ? TimeUnit.SECONDS.toMillis(seconds) : connectTimeoutMillis;
        return new BackendTarget(
                uri,
                new ConnectTarget(id, shown(uri), endpoint, timeoutMillis, Optional.empty(), SEND_BUFFER_BYTES),
                item.options()
                        .map(options -> options.openHandshakeTimeoutMillis().orElse(0))
                        .orElse(0));
    }

    /** Returns the same backend behind a proxy. */
    public BackendTarget through(Optional<HttpProxy> proxy) {
        ConnectTarget through = new ConnectTarget(
                target.id(),
                target.address(),
                target.endpoint(),
                target.timeoutMillis(),
                proxy,
                target.sendBufferBytes());
        return new BackendTarget(uri, through, openHandshakeMillis);
    }

    /** Returns the URL of the backend for people: without a query, which may have a secret. */
    public String shown() {
        return shown(uri);
    }

    /** Returns a URL without its query. */
    static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    private static Endpoint endpoint(BackendItem item, Optional<ConnectingTlsSettings> tls) {
        boolean isEncrypted = item.url().isPresent() && item.url().get().startsWith("wss:");
        Optional<ConnectingTlsSettings> usual =
                isEncrypted ? tls.or(() -> Optional.of(ConnectingTlsSettings.defaults())) : Optional.empty();
        if (item.endpoint().isEmpty()) {
            URI uri = URI.create(item.url().orElseThrow());
            int port = uri.getPort() > 0 ? uri.getPort() : isEncrypted ? HTTPS_PORT : HTTP_PORT;
            return new Endpoint.Tcp(withoutBrackets(uri.getHost()), port, OptionalInt.empty(), usual);
        }
        return switch (item.endpoint().get()) {
            case TcpBackendEndpoint tcp ->
                new Endpoint.Tcp(
                        tcp.host(), tcp.port(), tcp.version(), tcp.tls().or(() -> usual));
            case UnixBackendEndpoint unix -> new Endpoint.Unix(unix.path());
        };
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static URI derived(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp tcp ->
                URI.create((tcp.tls().isPresent() ? "wss://" : "ws://")
                        + (tcp.host().indexOf(':') >= 0 ? "[" + tcp.host() + "]" : tcp.host()) + ":" + tcp.port()
                        + "/");
            case Endpoint.Unix unix -> URI.create("ws://localhost/");
        };
    }
}
