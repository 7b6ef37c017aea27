package io.signalbox.transport.connecting;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/** Started selectors, the transports of a test over them, and what the acceptor of the transports got. */
final class ClientSide implements AutoCloseable {
    static final long PATIENT_MILLIS = Patience.SECONDS * 1_000L;

    final TransportCounters counters = new TransportCounters();
    final RecordingAcceptor acceptor = new RecordingAcceptor();
    final AssemblyBudget assembly = new AssemblyBudget(64 << 20);
    final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    final ConnectingSelectors selectors;
    private final List<ConnectingTransport> transports = new CopyOnWriteArrayList<>();

    private ClientSide(ConnectingSelectors.HostLookup lookup) {
        selectors = new ConnectingSelectors("client", 1, counters, lookup, buffers);
    }

    static ClientSide start() throws IOException {
        return start(InetAddress::getAllByName);
    }

    static ClientSide start(ConnectingSelectors.HostLookup lookup) throws IOException {
        ClientSide side = new ClientSide(lookup);
        side.selectors.start();
        return side;
    }

    ConnectionResources resources() {
        return new ConnectionResources(
                TestHost.SERIALIZERS,
                acceptor,
                counters,
                assembly,
                new OutboundBudget(64 << 20, Runnable::run),
                Runnable::run);
    }

    ConnectingTransport transport(ConnectingSettings settings) {
        ConnectingTransport transport =
                new ConnectingTransport(settings, resources(), new DeflateMemory(0, counters), selectors);
        transports.add(transport);
        return transport;
    }

    ConnectingTransport transport(String url, WireFormat... formats) {
        return transport(settings(url, PATIENT_MILLIS, formats));
    }

    static ConnectingSettings settings(String url, long timeoutMillis, WireFormat... formats) {
        RouterUrl parsed = RouterUrl.parse(url);
        return settings(parsed, parsed.endpoint(), timeoutMillis, Optional.empty(), formats);
    }

    /** Settings with the own authorities or the own client certificate, for a URL with TLS. */
    static ConnectingSettings settings(String url, ConnectingTlsSettings tls) {
        RouterUrl parsed = RouterUrl.parse(url);
        Endpoint.Tcp tcp = (Endpoint.Tcp) parsed.endpoint();
        return settings(
                parsed,
                new Endpoint.Tcp(tcp.host(), tcp.port(), OptionalInt.empty(), Optional.of(tls)),
                PATIENT_MILLIS,
                Optional.empty());
    }

    static ConnectingSettings settings(
            RouterUrl url, Endpoint endpoint, long timeoutMillis, Optional<HttpProxy> proxy, WireFormat... formats) {
        List<WireFormat> wanted = List.of(formats.length == 0 ? WireFormat.values() : formats);
        return new ConnectingSettings(
                "client", endpoint, timeoutMillis, Optional.of(url), protocol(url, wanted), proxy, 0, false);
    }

    static ConnectingProtocol protocol(RouterUrl url, List<WireFormat> formats) {
        if (url.isWebSocket()) {
            List<Subprotocol> subprotocols = formats.stream()
                    .map(format -> new Subprotocol(format, false))
                    .toList();
            return new ConnectingProtocol.WebSocket(WebSocketClientSettings.of(subprotocols, TestHost.settings()));
        }
        RawSocketSettings rawSocket = new RawSocketSettings(
                1 << 24,
                64 << 10,
                256 << 10,
                TestHost.PATIENT,
                TestHost.settings().slowConsumer());
        return new ConnectingProtocol.RawSocket(formats, rawSocket);
    }

    /** Waits until nothing of the failed attempts is left. */
    void awaitNothingLeft() {
        await().until(() -> selectors.openSockets() == 0);
        await().until(() -> buffers.getLeaks().isEmpty());
        assertThat(assembly.reservedBytes()).isZero();
        assertThat(acceptor.accepted()).isEmpty();
    }

    @Override
    public void close() {
        transports.forEach(ConnectingTransport::stop);
        selectors.stop();
    }
}
