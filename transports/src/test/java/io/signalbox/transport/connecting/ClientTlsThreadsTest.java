package io.signalbox.transport.connecting;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connecting.OpenedConnectionTest.Authority;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.rawsocket.RawSocketClient;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.tls.SlowTrust;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that share one selector, while the TLS handshake of one of them takes long. */
class ClientTlsThreadsTest {
    @TempDir
    private Path folder;

    private final SlowTrust trust = new SlowTrust();

    @Test
    void a_certificate_that_takes_long_to_verify_delays_no_other_connection() throws Exception {
        Authority authority = Authority.in(folder);
        try (RouterSide router = new RouterSide(
                        TestHost.listener(1, 100), authority.listener("localhost"), EnumSet.of(WireFormat.JSON));
                ClientSide client = ClientSide.start()) {
            ConnectingTlsSettings tls = ConnectingTlsSettings.trusting(List.of(authority.file()));
            WampConnection early = client.transport(ClientSide.settings("rss://localhost:" + router.port(), tls))
                    .connect()
                    .join();
            trust.slow(true);
            ClientOpening<WampConnection> slow = open(client, router.port());
            try {
                assertThat(trust.awaitVerification()).isTrue();
                assertEcho(client, early, 7);
                assertThat(slow.outcome()).isNotDone();
            } finally {
                trust.release();
            }
            assertThat(slow.outcome().join().connection().peer().secure()).isTrue();
        }
    }

    private ClientOpening<WampConnection> open(ClientSide client, int port) throws Exception {
        RawSocketSettings settings = new RawSocketSettings(
                1 << 24,
                64 << 10,
                256 << 10,
                TestHost.PATIENT,
                TestHost.settings().slowConsumer());
        ConnectionContext context = new ConnectionContext(
                settings.connections(),
                new ConnectionResources(
                        TestHost.SERIALIZERS,
                        client.acceptor,
                        client.counters,
                        client.assembly,
                        new OutboundBudget(64 << 20, Runnable::run),
                        Runnable::run));
        context.start(client.selectors.timer());
        Endpoint.Tcp endpoint =
                new Endpoint.Tcp("localhost", port, OptionalInt.empty(), Optional.of(ConnectingTlsSettings.defaults()));
        RawSocketClient protocol = new RawSocketClient("client", WireFormat.JSON, settings, context, false);
        ClientOpening<WampConnection> opening = new ClientOpening<>("rss://localhost:" + port, "the connection");
        TlsLayer<WampConnection> layer = new TlsLayer<>(trust.connecting(), endpoint, protocol, client.selectors);
        client.selectors.open(
                new InetSocketAddress("127.0.0.1", port),
                0,
                ClientSide.PATIENT_MILLIS,
                opening,
                failure -> ConnectProblem.tcp(failure, "127.0.0.1", false),
                endPoint -> layer.over(endPoint, opening));
        return opening;
    }

    private static void assertEcho(ClientSide client, WampConnection connection, long request) {
        Payload payload = TestHost.SERIALIZERS.of(WireFormat.JSON).payload(List.of("x"), Map.of());
        if (connection.send(OutboundFrame.single(new Publish(request, Map.of(), "com.topic", payload)))) {
            connection.flush();
        }
        await().until(() -> client.acceptor.accepted().get(0).requests().contains(request));
    }
}
