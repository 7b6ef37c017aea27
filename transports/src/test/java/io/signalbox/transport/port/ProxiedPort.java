package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.http.FixedAnswer;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;

/** A started port of one's own behind proxies: RawSocket, WebSocket at {@code /ws} and JSON at {@code /json}. */
final class ProxiedPort implements AutoCloseable {
    /** A request for a WebSocket, without the line that ends it. */
    static final String HELLO = "GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: wamp.2.json\r\n";

    private static final RawSocketSettings RAW_SOCKET = new RawSocketSettings(
            1 << 20,
            64 << 10,
            256 << 10,
            TestHost.PATIENT,
            new SlowConsumer(1 << 20, 0, SlowConsumer.Policy.DISCONNECT));

    private static final HttpSettings HTTP = new HttpSettings(30_000, false, OptionalInt.of(60), 8 * 1024);

    private final ListeningPort port;

    /** @param tls null for a port in clear */
    ProxiedPort(
            AddressSettings addresses,
            long handshakeTimeoutMillis,
            ListenerTls tls,
            TransportCounters counters,
            RecordingAcceptor acceptor)
            throws IOException {
        ConnectionResources connections = new ConnectionResources(
                TestHost.SERIALIZERS,
                acceptor,
                counters,
                new AssemblyBudget(1 << 20),
                new OutboundBudget(1 << 20, Runnable::run),
                Runnable::run);
        EnumSet<WireFormat> formats = EnumSet.allOf(WireFormat.class);
        WebSocketResources webSockets =
                new WebSocketResources(connections, new DeflateMemory(0, counters), "Signalbox-test");
        port = new ListeningPort(
                new ListenerSettings(
                        "test",
                        ListeningAddress.Tcp.of("127.0.0.1", 0),
                        100,
                        1,
                        handshakeTimeoutMillis,
                        HTTP,
                        addresses,
                        SocketSettings.DEFAULTS),
                counters,
                new PortProtocols(
                        tls,
                        new RawSocketProtocol("test", formats, false, RAW_SOCKET, connections),
                        List.of(
                                WebSocketPath.at("/ws", "test", formats, false, TestHost.settings(), webSockets),
                                FixedAnswer.json("/json", "1", false, false))));
        port.start();
    }

    URI uri() {
        return URI.create(port.address());
    }

    /** The peer of a connection, by the order in which the connections were accepted. */
    static PeerInfo peer(RecordingAcceptor acceptor, int index) {
        await().until(() -> acceptor.accepted().size() > index);
        return acceptor.accepted().get(index).connection().peer();
    }

    @Override
    public void close() {
        port.stop();
    }
}
