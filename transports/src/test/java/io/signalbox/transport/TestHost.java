package io.signalbox.transport;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.http.HttpHost;
import io.signalbox.transport.http.ListenerSettings;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.AssemblyBudget;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import io.signalbox.transport.websocket.WebSocketSettings.Origins;
import io.signalbox.transport.websocket.WebSocketSettings.Timing;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A started host with one WebSocket path, and what the router's side saw. */
public final class TestHost implements AutoCloseable {
    public final TransportCounters counters = new TransportCounters();
    public final RecordingAcceptor acceptor = new RecordingAcceptor();
    public final AssemblyBudget assembly;
    public final OutboundBudget outbound;
    public final HttpHost host;

    public TestHost(WebSocketSettings settings) throws IOException {
        this(settings, listener(1, 100), new AssemblyBudget(64 << 20), new OutboundBudget(64 << 20));
    }

    public TestHost(
            WebSocketSettings settings, ListenerSettings listener, AssemblyBudget assembly, OutboundBudget outbound)
            throws IOException {
        this.assembly = assembly;
        this.outbound = outbound;
        Map<WireFormat, Serializer> serializers = new EnumMap<>(WireFormat.class);
        for (WireFormat format : WireFormat.values()) {
            serializers.put(format, new PlainSerializer(format));
        }
        WebSocketResources resources = new WebSocketResources(serializers, acceptor, counters, assembly, outbound);
        host = new HttpHost(listener, counters, List.of(WebSocketPath.at("/ws", listener.id(), settings, resources)));
        host.start();
    }

    public static ListenerSettings listener(int selectors, int maxConnections) {
        return new ListenerSettings("test", "127.0.0.1", 0, 128, maxConnections, selectors, 500, 30_000, true);
    }

    public static TestHost start() throws IOException {
        return new TestHost(WebSocketSettings.defaults());
    }

    public static WebSocketSettings settings(int maxMessageBytes, long maxPendingBytes, Timing timing) {
        return new WebSocketSettings(
                maxMessageBytes,
                0,
                maxPendingBytes,
                EnumSet.allOf(WireFormat.class),
                true,
                new Origins(List.of("*"), true),
                timing);
    }

    public URI uri() {
        return URI.create(host.address());
    }

    @Override
    public void close() {
        host.stop();
    }
}
