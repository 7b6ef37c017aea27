package io.signalbox.router.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AuthSettings;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.UnboundItem;
import io.signalbox.transport.http.StaticFileSettings;
import io.signalbox.transport.port.AddressSettings;
import io.signalbox.transport.port.HttpSettings;
import io.signalbox.transport.port.ListeningAddress;
import io.signalbox.transport.proxy.TrustedProxies;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.TlsSettings;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A listening transport. */
public sealed interface TransportConfig {
    String id();

    Endpoint endpoint();

    /** WAMP over WebSocket on a port of its own. */
    record WebSocketTransportConfig(
            String id,
            Endpoint endpoint,
            boolean debug,
            List<WireFormat> serializers,
            WebSocketOptions options,
            AuthSettings auth,
            Optional<CookieConfig> cookie)
            implements TransportConfig {}

    /**
     * An HTTP server.
     *
     * @param debug whether services that show the state of the node answer
     * @param paths the services in the order of the file; the key is {@code /} or a path without its first slash
     */
    record WebTransportConfig(
            String id, Endpoint endpoint, boolean debug, Map<String, PathService> paths, WebOptions options)
            implements TransportConfig {}

    /** WAMP over RawSocket on a port of its own. */
    record RawSocketTransportConfig(
            String id,
            Endpoint endpoint,
            boolean debug,
            List<WireFormat> serializers,
            RawSocketOptions options,
            AuthSettings auth)
            implements TransportConfig {}

    /**
     * Several protocols on one port; the first octet of a connection decides.
     *
     * @param websocket the WebSocket services by path, which come before those of {@code web}
     */
    record UniversalTransportConfig(
            String id,
            Endpoint endpoint,
            Optional<RawSocketService> rawsocket,
            Map<String, WebSocketPathService> websocket,
            Optional<WebService> web)
            implements TransportConfig {}

    /**
     * Service of an extension on a port of its own, at all paths.
     *
     * @param item the whole item
     */
    record ExtensionTransportConfig(String type, String id, Endpoint endpoint, UnboundItem item)
            implements TransportConfig {}

    /** RawSocket on a port with other protocols. */
    record RawSocketService(boolean debug, List<WireFormat> serializers, RawSocketOptions options, AuthSettings auth) {}

    /** HTTP on a port with other protocols. */
    record WebService(Map<String, PathService> paths, WebOptions options) {}

    /**
     * Options of HTTP on a port.
     *
     * @param accessLog whether each request is written to the log
     * @param hsts whether browsers are told to use TLS only, for {@code hstsMaxAgeSeconds}
     * @param clientTimeoutSeconds how long a connection may be idle; empty for a day
     * @param maxHeaderSizeBytes of the head of a request
     */
    record WebOptions(
            boolean accessLog,
            boolean hsts,
            int hstsMaxAgeSeconds,
            OptionalInt clientTimeoutSeconds,
            int maxHeaderSizeBytes) {
        private static final int DAY_SECONDS = 86_400;

        HttpSettings http() {
            return new HttpSettings(
                    TimeUnit.SECONDS.toMillis(clientTimeoutSeconds.orElse(DAY_SECONDS)),
                    accessLog,
                    hsts ? OptionalInt.of(hstsMaxAgeSeconds) : OptionalInt.empty(),
                    maxHeaderSizeBytes);
        }
    }

    /** What an HTTP server serves on one path. */
    sealed interface PathService {
        String id();
    }

    /** WAMP over WebSocket on a path. */
    record WebSocketPathService(
            String id,
            boolean debug,
            List<WireFormat> serializers,
            WebSocketOptions options,
            AuthSettings auth,
            Optional<CookieConfig> cookie)
            implements PathService {}

    /**
     * Files of a directory.
     *
     * @param directory absolute
     */
    record StaticPathService(String id, Path directory, StaticFileSettings options) implements PathService {}

    /**
     * A JSON document.
     *
     * @param value the document
     */
    record JsonPathService(String id, JsonNode value, JsonOptions options) implements PathService {}

    /** How a JSON document is written, and what clients are told about it. */
    record JsonOptions(boolean prettify, boolean allowCrossOrigin, boolean discourageCaching) {}

    /** A redirection. */
    record RedirectPathService(String id, String url) implements PathService {}

    /** A page about the node. */
    record NodeinfoPathService(String id, boolean showServerVersion) implements PathService {}

    /**
     * Services on paths below a path.
     *
     * @param paths the services; the key {@code /} is the path of this item
     */
    record PathPathService(String id, Map<String, PathService> paths) implements PathService {}

    /**
     * Service of an extension.
     *
     * @param item the whole item
     */
    record ExtensionPathService(String type, String id, UnboundItem item) implements PathService {}

    /** An address to listen on. */
    sealed interface Endpoint {
        /** Connections that wait to be accepted. */
        int backlog();

        /** Connections that are accepted in a second; 0 for any number. */
        int maxAcceptRate();

        /** Of each socket; 0 leaves it to the system. */
        int sendBufferBytes();

        /** Encryption, or empty for plain text. */
        Optional<TlsSettings> tls();

        /** Place of the endpoint in the configuration. */
        ConfigPlace place();

        ListeningAddress address();

        /** Whether each connection begins with a PROXY header. */
        boolean proxyProtocol();

        /** Addresses and ranges of the proxies whose word about their clients counts. */
        List<String> trustedProxies();

        /** Open connections of one address; 0 for any number. */
        int maxConnectionsPerAddress();

        default AddressSettings addresses() {
            return new AddressSettings(
                    maxConnectionsPerAddress(), proxyProtocol(), TrustedProxies.of(trustedProxies()));
        }
    }

    /**
     * A TCP port.
     *
     * @param port 0 takes a free one; empty where there is a range
     * @param portrange first and last port, of which the first free one is taken
     * @param interfaceAddress the address to bind; empty for all
     * @param version of the internet protocol, 4 or 6
     * @param shared whether other sockets may listen on the port as well
     */
    record TcpEndpoint(
            OptionalInt port,
            Optional<List<Integer>> portrange,
            String interfaceAddress,
            int version,
            boolean shared,
            int backlog,
            int maxAcceptRate,
            int sendBufferBytes,
            boolean proxyProtocol,
            List<String> trustedProxies,
            int maxConnectionsPerAddress,
            Optional<TlsSettings> tls,
            ConfigPlace place)
            implements Endpoint {
        @Override
        public ListeningAddress address() {
            String all = version == 6 ? "::" : "0.0.0.0";
            return new ListeningAddress.Tcp(
                    interfaceAddress.isEmpty() ? all : interfaceAddress,
                    version,
                    firstPort(),
                    portrange.map(List::getLast).orElseGet(this::firstPort),
                    shared);
        }

        private int firstPort() {
            return portrange.map(List::getFirst).orElseGet(port::getAsInt);
        }

        /** Returns the port or the range for people. */
        public String ports() {
            return portrange
                    .map(range -> range.getFirst() + "-" + range.getLast())
                    .orElseGet(() -> Integer.toString(port.getAsInt()));
        }
    }

    /**
     * A Unix domain socket.
     *
     * @param permissions of the socket, three or four octal digits
     */
    record UnixEndpoint(
            Path path,
            String permissions,
            int backlog,
            int maxAcceptRate,
            int sendBufferBytes,
            boolean proxyProtocol,
            List<String> trustedProxies,
            int maxConnectionsPerAddress,
            ConfigPlace place)
            implements Endpoint {
        @Override
        public Optional<TlsSettings> tls() {
            return Optional.empty();
        }

        @Override
        public ListeningAddress address() {
            return new ListeningAddress.Unix(path, ListeningAddress.Unix.permissions(permissions));
        }
    }

    /** Options that connections of every framing have. A time of 0 switches off what it is for. */
    interface ConnectionOptions {
        int openHandshakeTimeoutMillis();

        int helloTimeoutMillis();

        int authenticateTimeoutMillis();

        int authenticatorTimeoutMillis();

        int maxConnections();

        boolean tcpNodelay();
    }

    /**
     * Options of WebSocket connections.
     *
     * @param webSocket what the transport acts upon; its options stand among the others
     */
    record WebSocketOptions(
            WebSocketSettings webSocket,
            int openHandshakeTimeoutMillis,
            int helloTimeoutMillis,
            int authenticateTimeoutMillis,
            int authenticatorTimeoutMillis,
            int maxConnections,
            boolean tcpNodelay)
            implements ConnectionOptions {}

    /**
     * Options of RawSocket connections.
     *
     * @param rawSocket what the transport acts upon; its options stand among the others
     */
    record RawSocketOptions(
            RawSocketSettings rawSocket,
            int openHandshakeTimeoutMillis,
            int helloTimeoutMillis,
            int authenticateTimeoutMillis,
            int authenticatorTimeoutMillis,
            int maxConnections,
            boolean tcpNodelay)
            implements ConnectionOptions {}
}
