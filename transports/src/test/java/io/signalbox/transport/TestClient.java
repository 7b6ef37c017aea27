package io.signalbox.transport;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.ConnectingTransport;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A started client and a server of the test that it connects to. */
public final class TestClient implements AutoCloseable {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY_HEADER = "Sec-WebSocket-Key: ";

    public final TransportCounters counters = new TransportCounters();
    public final RecordingAcceptor acceptor;
    public final AssemblyBudget assembly = new AssemblyBudget(64 << 20);
    public final OutboundBudget outbound = new OutboundBudget(64 << 20, Runnable::run);
    public final DeflateMemory deflate;
    private final ConnectingSelectors selectors = new ConnectingSelectors("client", 1, counters);
    private final List<ConnectingTransport> transports = new CopyOnWriteArrayList<>();
    private final ConnectingProtocol protocol;
    private final long openTimeoutMillis;
    private final ServerEnd server;

    public TestClient(
            ConnectionSettings settings, RecordingAcceptor acceptor, long openTimeoutMillis, Subprotocol... offered)
            throws IOException {
        this(settings, acceptor, openTimeoutMillis, Optional.empty(), offered);
    }

    /** @param compression the compression that the client offers */
    public TestClient(
            ConnectionSettings settings,
            RecordingAcceptor acceptor,
            long openTimeoutMillis,
            Optional<DeflateSettings> compression,
            Subprotocol... offered)
            throws IOException {
        this(
                new ConnectingProtocol.WebSocket(new WebSocketClientSettings(
                        List.of(offered), settings, settings.maxMessageBytes(), compression)),
                acceptor,
                openTimeoutMillis,
                ServerEnd.overTcp());
    }

    /** @param server is closed with the client */
    public TestClient(ConnectingProtocol protocol, RecordingAcceptor acceptor, long openTimeoutMillis, ServerEnd server)
            throws IOException {
        this.protocol = protocol;
        this.acceptor = acceptor;
        this.openTimeoutMillis = openTimeoutMillis;
        this.server = server;
        deflate = new DeflateMemory(1 << 20, counters);
        selectors.start();
    }

    /** The URL of the server. */
    public URI uri() {
        return URI.create(
                protocol instanceof ConnectingProtocol.WebSocket ? server.url("ws", "/ws?x=1") : server.url("rs", ""));
    }

    public CompletableFuture<WampConnection> connect(URI uri) {
        RouterUrl url = RouterUrl.parse(uri.toString());
        return connect(url, url.endpoint());
    }

    /** Connects to the server of the test. */
    public CompletableFuture<WampConnection> connect() {
        return connect(RouterUrl.parse(uri().toString()), server.endpoint());
    }

    private CompletableFuture<WampConnection> connect(RouterUrl url, Endpoint endpoint) {
        ConnectingTransport transport = new ConnectingTransport(
                new ConnectingSettings(
                        "client", endpoint, openTimeoutMillis, Optional.of(url), protocol, Optional.empty(), 0, false),
                new ConnectionResources(TestHost.SERIALIZERS, acceptor, counters, assembly, outbound, Runnable::run),
                deflate,
                selectors);
        transports.add(transport);
        return transport.connect();
    }

    /** The server's end of the next connection, on which nothing was read yet. */
    public RawPeer accept() throws IOException {
        return RawPeer.over(server.accept(), false);
    }

    /**
     * Has the client open a WebSocket, and returns the server's end of it.
     *
     * @param headers further headers of the answer
     */
    public RawPeer open(String... headers) throws IOException {
        CompletableFuture<WampConnection> opened = connect();
        // An attempt that has failed already has nothing to be accepted.
        if (opened.isCompletedExceptionally()) {
            opened.join();
        }
        RawPeer peer = accept();
        String request = peer.readHead();
        peer.write(answer(request, headers).getBytes(StandardCharsets.ISO_8859_1));
        opened.join();
        return peer;
    }

    /** The answer that opens a WebSocket with the first subprotocol offered. */
    public static String answer(String request, String... headers) {
        String offered = Arrays.stream(request.split("\r\n"))
                .filter(line -> line.startsWith("Sec-WebSocket-Protocol: "))
                .findAny()
                .orElseThrow();
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + acceptOf(request) + "\r\n"
                + offered.replaceFirst(",.*", "") + "\r\n"
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining())
                + "\r\n";
    }

    /** What answers the key of a request. */
    public static String acceptOf(String request) {
        String key = Arrays.stream(request.split("\r\n"))
                .filter(line -> line.startsWith(KEY_HEADER))
                .findAny()
                .orElseThrow()
                .substring(KEY_HEADER.length());
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        transports.forEach(ConnectingTransport::stop);
        selectors.stop();
        server.close();
    }
}
