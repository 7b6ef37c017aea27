package io.signalbox.transport;

import static io.signalbox.transport.Patience.await;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.AddressSettings;
import io.signalbox.transport.port.HttpSettings;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningAddress;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.port.SocketSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateSettings;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import io.signalbox.transport.websocket.WebSocketSettings.Closing;
import io.signalbox.transport.websocket.WebSocketSettings.Compression;
import io.signalbox.transport.websocket.WebSocketSettings.Requests;
import io.signalbox.transport.websocket.WebSocketSettings.Sizes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;

/** A started host with one WebSocket path, and what the router's side saw. */
public final class TestHost implements AutoCloseable {
    public static final Serializers SERIALIZERS = new Serializers();

    /** No time runs out. */
    public static final Timing PATIENT = new Timing(Patience.SECONDS * 1_000, Patience.SECONDS * 1_000, 0, 0, 12);

    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final long MAX_PENDING_BYTES = 32 << 20;

    public final TransportCounters counters = new TransportCounters();
    public final RecordingAcceptor acceptor;
    public final AssemblyBudget assembly;
    public final OutboundBudget outbound;
    public final ListeningPort host;
    public final DeflateMemory deflate;

    public TestHost(WebSocketSettings settings, RecordingAcceptor acceptor) throws IOException {
        this(settings, EnumSet.allOf(WireFormat.class), acceptor);
    }

    public TestHost(WebSocketSettings settings, Set<WireFormat> formats, RecordingAcceptor acceptor)
            throws IOException {
        this(settings, formats, false, acceptor);
    }

    private TestHost(WebSocketSettings settings, Set<WireFormat> formats, boolean debug, RecordingAcceptor acceptor)
            throws IOException {
        this(
                settings,
                formats,
                debug,
                acceptor,
                listener(1, 100),
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run),
                Runnable::run);
    }

    /** A host that writes all frames to the log. */
    public static TestHost debugging(RecordingAcceptor acceptor) throws IOException {
        return new TestHost(settings(), EnumSet.allOf(WireFormat.class), true, acceptor);
    }

    /** A host on a Unix domain socket. */
    public static TestHost at(Path socket, RecordingAcceptor acceptor) throws IOException {
        return new TestHost(
                settings(),
                acceptor,
                listener(socket),
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run));
    }

    public TestHost(
            WebSocketSettings settings,
            RecordingAcceptor acceptor,
            ListenerSettings listener,
            AssemblyBudget assembly,
            OutboundBudget outbound)
            throws IOException {
        this(settings, EnumSet.allOf(WireFormat.class), false, acceptor, listener, assembly, outbound, Runnable::run);
    }

    /** A host that has long messages decoded and encoded by {@code codecs}. */
    public static TestHost codingWith(Executor codecs, AssemblyBudget assembly) throws IOException {
        return new TestHost(
                settings(),
                EnumSet.allOf(WireFormat.class),
                false,
                new RecordingAcceptor(),
                listener(1, 100),
                assembly,
                new OutboundBudget(64 << 20, Runnable::run),
                codecs);
    }

    private TestHost(
            WebSocketSettings settings,
            Set<WireFormat> formats,
            boolean debug,
            RecordingAcceptor acceptor,
            ListenerSettings listener,
            AssemblyBudget assembly,
            OutboundBudget outbound,
            Executor codecs)
            throws IOException {
        this.acceptor = acceptor;
        this.assembly = assembly;
        this.outbound = outbound;
        ConnectionResources connections =
                new ConnectionResources(SERIALIZERS, acceptor, counters, assembly, outbound, codecs);
        deflate = new DeflateMemory(64 << 20, counters);
        WebSocketResources resources = new WebSocketResources(connections, deflate, "Signalbox-test");
        HostPath path = WebSocketPath.at("/ws", listener.id(), formats, debug, settings, resources);
        host = new ListeningPort(listener, counters, PortProtocols.http(List.of(path)));
        host.start();
    }

    /** A WebSocket path at {@code /ws} that speaks every format. */
    public static HostPath path(WebSocketSettings settings, WebSocketResources resources) {
        return WebSocketPath.at("/ws", "test", EnumSet.allOf(WireFormat.class), false, settings, resources);
    }

    public static ListenerSettings listener(int selectors, int maxConnections) {
        return listener(selectors, maxConnections, Patience.SECONDS * 1_000);
    }

    public static ListenerSettings listener(int selectors, int maxConnections, long handshakeTimeoutMillis) {
        return listener(ListeningAddress.Tcp.of("127.0.0.1", 0), selectors, maxConnections, handshakeTimeoutMillis);
    }

    /** A listener on a Unix domain socket that the owner may use. */
    public static ListenerSettings listener(Path socket) {
        ListeningAddress address = new ListeningAddress.Unix(socket, ListeningAddress.Unix.permissions("0600"));
        return listener(address, 1, 100, Patience.SECONDS * 1_000);
    }

    private static ListenerSettings listener(
            ListeningAddress address, int selectors, int maxConnections, long handshakeTimeoutMillis) {
        return new ListenerSettings(
                "test",
                address,
                maxConnections,
                selectors,
                handshakeTimeoutMillis,
                HttpSettings.DEFAULTS,
                AddressSettings.DEFAULTS,
                SocketSettings.DEFAULTS);
    }

    public static TestHost start() throws IOException {
        return new TestHost(settings(), new RecordingAcceptor());
    }

    public static WebSocketSettings settings() {
        return settings(MAX_MESSAGE_BYTES, MAX_PENDING_BYTES, PATIENT);
    }

    public static WebSocketSettings settings(int maxMessageBytes, long maxPendingBytes, Timing timing) {
        return settings(maxMessageBytes, new SlowConsumer(maxPendingBytes, 0, SlowConsumer.Policy.DISCONNECT), timing);
    }

    public static WebSocketSettings settings(int maxMessageBytes, SlowConsumer slowConsumer, Timing timing) {
        return new WebSocketSettings(
                new Requests(List.of("*"), true, OptionalInt.empty(), true, false, false),
                new Sizes(maxMessageBytes, 0, 64 << 10, 256 << 10, 0),
                timing,
                new Closing(false, true),
                slowConsumer,
                Optional.empty());
    }

    public static WebSocketSettings settings(Requests requests) {
        return settings(
                requests, settings().sizes(), settings().timing(), settings().closing(), Optional.empty());
    }

    public static WebSocketSettings settings(Sizes sizes) {
        return settings(
                settings().requests(), sizes, settings().timing(), settings().closing(), Optional.empty());
    }

    public static WebSocketSettings settings(Closing closing) {
        return settings(settings().requests(), settings().sizes(), settings().timing(), closing, Optional.empty());
    }

    public static WebSocketSettings settings(Sizes sizes, DeflateSettings deflate) {
        Compression compression = new Compression(Optional.of(deflate));
        return settings(
                settings().requests(), sizes, settings().timing(), settings().closing(), Optional.of(compression));
    }

    private static WebSocketSettings settings(
            Requests requests, Sizes sizes, Timing timing, Closing closing, Optional<Compression> compression) {
        return new WebSocketSettings(
                requests, sizes, timing, closing, settings().slowConsumer(), compression);
    }

    public URI uri() {
        return URI.create(host.address());
    }

    /** The router's side of a connection, by the order in which they were accepted. */
    public Accepted accepted(int index) {
        await().until(() -> acceptor.accepted().size() > index);
        return acceptor.accepted().get(index);
    }

    @Override
    public void close() {
        host.stop();
    }
}
