package io.signalbox.transport.connecting;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketResources;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A started port of a router with WebSocket at {@code /ws} and RawSocket, which sends every message back. */
final class RouterSide implements AutoCloseable {
    final RecordingAcceptor acceptor = new RecordingAcceptor();
    private final ListeningPort listening;

    /** @param tls null for a port in clear */
    RouterSide(ListenerSettings listener, ListenerTls tls, Set<WireFormat> rawSocketFormats) throws IOException {
        acceptor.react(RouterSide::sendBack);
        TransportCounters counters = new TransportCounters();
        ConnectionResources resources = new ConnectionResources(
                TestHost.SERIALIZERS,
                acceptor,
                counters,
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run),
                Runnable::run);
        RawSocketSettings rawSocket = new RawSocketSettings(
                1 << 24,
                64 << 10,
                256 << 10,
                TestHost.PATIENT,
                TestHost.settings().slowConsumer());
        WebSocketResources webSockets =
                new WebSocketResources(resources, new DeflateMemory(0, counters), "Signalbox-test");
        listening = new ListeningPort(
                listener,
                counters,
                new PortProtocols(
                        tls,
                        new RawSocketProtocol("test", rawSocketFormats, false, rawSocket, resources),
                        List.of(TestHost.path(TestHost.settings(), webSockets))));
        listening.start();
    }

    private static void sendBack(Accepted one, Publish publish, FlushBatch flushes) {
        Publish back = new Publish(publish.request(), Map.of(), publish.topic(), publish.payload());
        if (one.connection().send(OutboundFrame.single(back))) {
            flushes.touched(one.connection());
        }
    }

    int port() {
        return URI.create(listening.address()).getPort();
    }

    @Override
    public void close() {
        listening.stop();
    }
}
