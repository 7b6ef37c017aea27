package io.signalbox.protocol.connection;

import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * Properties of a peer that are known when the connection opens. Immutable and thread-safe.
 *
 * @param listener the id of the accepting listener, for log lines and limits
 * @param transport the kind of transport: {@code websocket}, {@code rawsocket} or {@code local}
 * @param address the printable address of the peer, such as {@code 127.0.0.1:53211}, or {@link #UNIX}
 * @param format the wire format of the connection
 * @param secure whether the peer encrypts the transport, up to this node or up to a trusted proxy
 * @param headers the HTTP request headers with lower-case names; empty for other transports. Cookies are included, except
 *     for the cookie that the client is recognized by
 * @param path the path of the HTTP request, such as {@code /ws}; empty for other transports
 * @param subprotocol the WebSocket subprotocol, such as {@code wamp.2.json}; empty for other transports
 * @param tls the TLS session, with the certificates of the peer and the keying material that it exports; empty without
 *     TLS between the peer and this node
 * @param proxyTls the TLS between the peer and a proxy in front of this node; empty if no trusted proxy reports TLS
 * @param client the client that the listener recognizes over several connections; empty if the listener does not
 */
public record PeerInfo(
        String listener,
        String transport,
        String address,
        WireFormat format,
        boolean secure,
        Map<String, List<String>> headers,
        String path,
        String subprotocol,
        Optional<SSLSession> tls,
        Optional<ProxyTls> proxyTls,
        Optional<RecognizedClient> client) {

    /** Address of every peer of a Unix domain socket that no proxy names. */
    public static final String UNIX = "unix";

    /** Creates the properties of a peer without a proxy in between. */
    public PeerInfo(
            String listener,
            String transport,
            String address,
            WireFormat format,
            boolean secure,
            Map<String, List<String>> headers,
            String path,
            String subprotocol,
            Optional<SSLSession> tls,
            Optional<RecognizedClient> client) {
        this(listener, transport, address, format, secure, headers, path, subprotocol, tls, Optional.empty(), client);
    }

    /** Creates the properties of a peer without TLS, path and subprotocol that is not recognized. */
    public PeerInfo(
            String listener,
            String transport,
            String address,
            WireFormat format,
            boolean secure,
            Map<String, List<String>> headers) {
        this(listener, transport, address, format, secure, headers, "", "", Optional.empty(), Optional.empty());
    }

    /** Returns a text without the headers, which may have secrets. */
    @Override
    public String toString() {
        return "PeerInfo[listener=" + listener + ", transport=" + transport + ", address=" + address + ", format="
                + format + ", secure=" + secure + ", path=" + path + ", subprotocol=" + subprotocol + "]";
    }
}
