package io.signalbox.transport.connecting;

import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URL of a router:
 *
 * <ul>
 *   <li>{@code ws://host:port/path} and {@code wss://host:port/path}: WebSocket, over TLS with {@code wss}. The port is 80 or 443
 *       if absent
 *   <li>{@code rs://host:port} and {@code rss://host:port}: RawSocket, over TLS with {@code rss}
 *   <li>{@code ws+unix:/folder/socket:/path}: WebSocket over a Unix domain socket. The path of the request follows the second
 *       colon
 *   <li>{@code rs+unix:/folder/socket} and {@code unix:/folder/socket}: RawSocket over a Unix domain socket
 * </ul>
 *
 * @param text the URL as it was written
 * @param endpoint the address in the URL. TLS has the settings of {@link ConnectingTlsSettings#defaults}
 * @param handshakeUri the URI of the WebSocket handshake; for RawSocket the URL
 */
public record RouterUrl(String text, boolean isWebSocket, boolean isEncrypted, Endpoint endpoint, URI handshakeUri) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Pattern QUERY_PART = Pattern.compile("(?<name>[^=&]*=)[^&]*|[^=&]+");
    private static final String FORMS =
            "write ws://host:8080/ws, wss://host/ws, rs://host:8081, rss://host:8081, ws+unix:/folder/socket:/ws or"
                    + " rs+unix:/folder/socket";

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException if the URL has another form; the message has the remedy
     */
    public static RouterUrl parse(String url) {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "ws", "wss", "rs", "rss" -> tcp(url, scheme);
            case "ws+unix" -> unixWebSocket(url, url.substring(colon + 1));
            case "rs+unix", "unix" ->
                new RouterUrl(url, false, false, socket(url, url.substring(colon + 1)), URI.create("rs://localhost"));
            default -> throw wrong(url, "is no URL of a router");
        };
    }

    /** Returns the URL for people, see {@link #masked}. */
    public String shown() {
        return masked(text);
    }

    /** Returns a URL for people: with {@code ***} in place of each value in the query, and of each part without a name. */
    public static String masked(String url) {
        int query = url.indexOf('?');
        return query < 0
                ? url
                : url.substring(0, query + 1)
                        + QUERY_PART
                                .matcher(url.substring(query + 1))
                                .replaceAll(part -> Matcher.quoteReplacement(
                                        Objects.requireNonNullElse(part.group("name"), "") + "***"));
    }

    private static RouterUrl tcp(String url, String scheme) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(url, "is no URL: " + e.getReason());
        }
        boolean isWebSocket = scheme.startsWith("ws");
        boolean isEncrypted = scheme.endsWith("ss");
        if (uri.getHost() == null) {
            throw wrong(url, "names no host");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw wrong(url, "has a user or a fragment, which the URL of a router has not");
        }
        boolean hasPath = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
        if (!isWebSocket && (hasPath || uri.getRawQuery() != null)) {
            throw wrong(url, "has a path, which RawSocket has not");
        }
        if (uri.getPort() < 0 && !isWebSocket) {
            throw wrong(url, "names no port, and RawSocket has no usual one");
        }
        int usualPort = isEncrypted ? HTTPS_PORT : HTTP_PORT;
        int port = uri.getPort() < 0 ? usualPort : uri.getPort();
        if (port == 0 || port > 0xFFFF) {
            throw wrong(url, "has the port " + port + ", not 1 to 65535");
        }
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        Optional<ConnectingTlsSettings> tls =
                isEncrypted ? Optional.of(ConnectingTlsSettings.defaults()) : Optional.empty();
        return new RouterUrl(
                url, isWebSocket, isEncrypted, new Endpoint.Tcp(host, port, OptionalInt.empty(), tls), uri);
    }

    private static RouterUrl unixWebSocket(String url, String rest) {
        int end = rest.indexOf(":/", 1);
        String file = end < 0 ? rest : rest.substring(0, end);
        String request = end < 0 ? "/" : rest.substring(end + 1);
        try {
            return new RouterUrl(url, true, false, socket(url, file), new URI("ws://localhost" + request));
        } catch (URISyntaxException e) {
            throw wrong(url, "has no path of a request behind the socket: " + e.getReason());
        }
    }

    private static Endpoint socket(String url, String file) {
        if (file.isEmpty() || file.startsWith("//")) {
            throw wrong(url, "names no file of a socket");
        }
        try {
            return new Endpoint.Unix(Path.of(file));
        } catch (InvalidPathException e) {
            throw wrong(url, "names no file of a socket: " + e.getReason());
        }
    }

    private static IllegalArgumentException wrong(String url, String problem) {
        return new IllegalArgumentException("'" + url + "' " + problem + " - " + FORMS);
    }
}
