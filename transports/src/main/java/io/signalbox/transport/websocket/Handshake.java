package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;

/** Opening handshake of a server (RFC 6455 section 4.2, Server-Side Requirements). Stateless and thread-safe. */
public final class Handshake {
    static final String VERSION = "13";
    private static final List<String> VERSIONS = List.of(VERSION);
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final String COOKIE = "cookie";

    /** Length of a key with its padding, which the decoder does not require. */
    private static final int KEY_CHARS = 24;

    private Handshake() {}

    public static boolean isUpgrade(Request request) {
        HttpFields headers = request.getHeaders();
        return HttpMethod.GET.is(request.getMethod())
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && headers.contains(HttpHeader.UPGRADE, "websocket")
                && headers.contains(HttpHeader.CONNECTION, "upgrade")
                && headers.getValuesList(HttpHeader.SEC_WEBSOCKET_VERSION).equals(VERSIONS);
    }

    public static boolean hasKey(Request request) {
        List<String> keys = request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || keys.get(0).length() != KEY_CHARS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(keys.get(0)).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public static void askForUpgrade(Response response) {
        response.getHeaders()
                .put(HttpHeader.UPGRADE, "websocket")
                .put(HttpHeader.CONNECTION, "upgrade")
                .put(HttpHeader.SEC_WEBSOCKET_VERSION, VERSION);
    }

    /** Returns whether a request is for a page and not an attempt of an upgrade. */
    static boolean isForPage(Request request) {
        return (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))
                && !request.getHeaders().contains(HttpHeader.UPGRADE);
    }

    /**
     * Returns whether the Host header has this port or no port.
     *
     * @param port empty for any port
     */
    public static boolean isForPort(OptionalInt port, Request request) {
        if (port.isEmpty()) {
            return true;
        }
        HttpField host = request.getHeaders().getField(HttpHeader.HOST);
        int named = host == null ? 0 : new HostPort(host.getValue()).getPort();
        return named <= 0 || named == port.getAsInt();
    }

    /** Answers 101 with the headers that are set already. Jetty then passes the socket to {@code upgraded}. */
    public static void accept(Request request, Response response, Callback callback, Connection upgraded) {
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.UPGRADE, "websocket");
        headers.put(HttpHeader.CONNECTION, "Upgrade");
        headers.put(HttpHeader.SEC_WEBSOCKET_ACCEPT, answer(request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_KEY)));
        // Jetty counts the connection of HTTP down at the upgrade, so the listeners have to know the new one.
        request.getConnectionMetaData().getConnector().getEventListeners().forEach(upgraded::addEventListener);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, upgraded);
        response.write(true, null, callback);
    }

    /** Returns the value of Sec-WebSocket-Accept for a key. */
    static String answer(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Returns the peer, and sets the cookie by which its next connection is recognized. */
    static PeerInfo peer(
            Request request,
            Response response,
            String listenerId,
            Subprotocol subprotocol,
            ClientRecognition recognition) {
        ClientRecognition.Recognized recognized = recognize(request, recognition);
        recognized.setCookie().ifPresent(cookie -> response.getHeaders().add(HttpHeader.SET_COOKIE, cookie));
        return peer(request, listenerId, "websocket", subprotocol.format(), subprotocol.wireName(), recognized);
    }

    /** Looks for the client of a request. */
    public static ClientRecognition.Recognized recognize(Request request, ClientRecognition recognition) {
        return recognition.recognize(byName(request.getHeaders()).getOrDefault(COOKIE, List.of()), request.isSecure());
    }

    /**
     * Returns the peer that has sent a request.
     *
     * @param subprotocol may be empty
     */
    public static PeerInfo peer(
            Request request,
            String listenerId,
            String transport,
            WireFormat format,
            String subprotocol,
            ClientRecognition.Recognized recognized) {
        Map<String, List<String>> headers = byName(request.getHeaders());
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        SocketAddress client = request.getConnectionMetaData().getRemoteSocketAddress();
        // If an HTTP header names another client, the TLS, and the certificate in it, is that of the proxy.
        boolean isOfClient = Objects.equals(client, endPoint.getRemoteSocketAddress());
        return new PeerInfo(
                listenerId,
                transport,
                PeerAddress.text(client),
                format,
                request.isSecure(),
                withCookies(headers, recognized.cookies()),
                request.getHttpURI().getPath(),
                subprotocol,
                isOfClient ? RoundEndPoint.tls(endPoint) : Optional.empty(),
                isOfClient ? RoundEndPoint.proxyTls(endPoint) : Optional.empty(),
                recognized.client());
    }

    private static Map<String, List<String>> withCookies(Map<String, List<String>> headers, List<String> cookies) {
        if (cookies.equals(headers.getOrDefault(COOKIE, List.of()))) {
            return headers;
        }
        Map<String, List<String>> changed = new HashMap<>(headers);
        changed.remove(COOKIE);
        if (!cookies.isEmpty()) {
            changed.put(COOKIE, cookies);
        }
        return Map.copyOf(changed);
    }

    /** Returns the values of each header by its name in lower case. */
    static Map<String, List<String>> byName(HttpFields fields) {
        Map<String, List<String>> headers = new HashMap<>();
        for (HttpField field : fields) {
            headers.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(field.getValue());
        }
        return Map.copyOf(headers);
    }
}
