package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketResources;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;

/** A started port that speaks RawSocket, and WebSocket beside it where that is asked for. */
final class RawSocketHost implements AutoCloseable {
    final TransportCounters counters = new TransportCounters();
    final AssemblyBudget assembly = new AssemblyBudget(64 << 20);
    final OutboundBudget outbound = new OutboundBudget(64 << 20, Runnable::run);
    final ListeningPort port;

    private RawSocketHost(
            RecordingAcceptor acceptor,
            ListenerSettings listener,
            RawSocketSettings settings,
            ListenerTls tls,
            boolean isUniversal,
            boolean debug)
            throws IOException {
        ConnectionResources resources =
                new ConnectionResources(TestHost.SERIALIZERS, acceptor, counters, assembly, outbound, Runnable::run);
        RawSocketProtocol rawSocket =
                new RawSocketProtocol("test", EnumSet.allOf(WireFormat.class), debug, settings, resources);
        WebSocketResources webSockets =
                new WebSocketResources(resources, new DeflateMemory(0, counters), "Signalbox-test");
        List<HostPath> paths = isUniversal ? List.of(TestHost.path(TestHost.settings(), webSockets)) : List.of();
        port = new ListeningPort(listener, counters, new PortProtocols(tls, rawSocket, paths));
        port.start();
    }

    static RawSocketHost start(RecordingAcceptor acceptor) throws IOException {
        return start(acceptor, settings(1 << 24, TestHost.PATIENT));
    }

    static RawSocketHost start(RecordingAcceptor acceptor, RawSocketSettings settings) throws IOException {
        return new RawSocketHost(acceptor, TestHost.listener(1, 100), settings, null, false, false);
    }

    static RawSocketHost start(RecordingAcceptor acceptor, ListenerSettings listener) throws IOException {
        return new RawSocketHost(acceptor, listener, settings(1 << 24, TestHost.PATIENT), null, false, false);
    }

    static RawSocketHost startUniversal(RecordingAcceptor acceptor, ListenerTls tls) throws IOException {
        return startUniversal(acceptor, TestHost.listener(1, 100), tls);
    }

    static RawSocketHost startUniversal(RecordingAcceptor acceptor, ListenerSettings listener, ListenerTls tls)
            throws IOException {
        return new RawSocketHost(acceptor, listener, settings(1 << 24, TestHost.PATIENT), tls, true, false);
    }

    static RawSocketHost start(RecordingAcceptor acceptor, ListenerTls tls) throws IOException {
        return new RawSocketHost(
                acceptor, TestHost.listener(1, 100), settings(1 << 24, TestHost.PATIENT), tls, false, false);
    }

    /** A host that writes all frames to the log. */
    static RawSocketHost debugging(RecordingAcceptor acceptor) throws IOException {
        return new RawSocketHost(
                acceptor, TestHost.listener(1, 100), settings(1 << 24, TestHost.PATIENT), null, false, true);
    }

    static RawSocketSettings settings(int maxMessageBytes, Timing timing) {
        return new RawSocketSettings(
                maxMessageBytes,
                64 << 10,
                256 << 10,
                timing,
                new SlowConsumer(32 << 20, 0, SlowConsumer.Policy.DISCONNECT));
    }

    /** The address as one of HTTP, for host and port. */
    URI uri() {
        return URI.create(port.address());
    }

    @Override
    public void close() {
        port.stop();
    }
}
