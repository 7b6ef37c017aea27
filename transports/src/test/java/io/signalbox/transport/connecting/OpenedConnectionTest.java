package io.signalbox.transport.connecting;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.TestAuthority;
import io.signalbox.transport.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are opened: each way to the router, each protocol, and each serializer. */
class OpenedConnectionTest {
    @TempDir
    private Path folder;

    private ClientSide client;

    @BeforeEach
    void start() throws IOException {
        client = ClientSide.start();
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private static RouterSide router(ListenerTls tls) throws IOException {
        return new RouterSide(TestHost.listener(1, 100), tls, EnumSet.allOf(WireFormat.class));
    }

    /** Has a message echoed, closes, and waits until both sides have closed. */
    private void checkThatItWorks(WampConnection connection) {
        long request = connection.peer().format().ordinal() + 1L;
        Payload payload = TestHost.SERIALIZERS
                .of(connection.peer().format())
                .payload(List.of("ä€😀", "x".repeat(70_000)), Map.of());
        await().until(() -> !client.acceptor.accepted().isEmpty());
        Accepted one = client.acceptor.only();
        assertThat(one.connection().peer()).isEqualTo(connection.peer());
        if (connection.send(OutboundFrame.single(new Publish(request, Map.of(), "com.example.topic", payload)))) {
            connection.flush();
        }
        await().until(() -> one.requests().equals(List.of(request)));
        connection.close(CloseReason.NORMAL);
        await().until(() -> one.ends().size() == 1);
        await().until(() -> client.selectors.openSockets() == 0);
        assertThat(client.counters.closesTimedOut.sum()).isZero();
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void websocket_over_tcp(WireFormat format) throws IOException {
        try (RouterSide router = router(null)) {
            WampConnection connection = client.transport("ws://127.0.0.1:" + router.port() + "/ws", format)
                    .connect()
                    .join();
            PeerInfo peer = connection.peer();
            assertThat(peer.format()).isEqualTo(format);
            assertThat(peer.subprotocol()).isEqualTo("wamp.2." + format.wireName());
            assertThat(peer.address()).isEqualTo("127.0.0.1:" + router.port());
            assertThat(peer.secure()).isFalse();
            checkThatItWorks(connection);
        }
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void rawsocket_over_tcp(WireFormat format) throws IOException {
        try (RouterSide router = router(null)) {
            WampConnection connection = client.transport("rs://127.0.0.1:" + router.port(), format)
                    .connect()
                    .join();
            assertThat(connection.peer().format()).isEqualTo(format);
            assertThat(connection.peer().transport()).isEqualTo("rawsocket");
            checkThatItWorks(connection);
        }
    }

    @ParameterizedTest
    @CsvSource({"ws+unix:%s:/ws", "rs+unix:%s", "unix:%s"})
    void both_protocols_over_a_unix_domain_socket(String url) throws IOException {
        Path socket = folder.resolve("router.sock");
        try (RouterSide router = new RouterSide(TestHost.listener(socket), null, EnumSet.allOf(WireFormat.class))) {
            WampConnection connection =
                    client.transport(url.formatted(socket)).connect().join();
            assertThat(connection.peer().address()).isEqualTo("unix");
            checkThatItWorks(connection);
            assertThat(router.acceptor.accepted()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"wss://localhost:%d/ws", "rss://localhost:%d"})
    void both_protocols_over_tls(String url) throws Exception {
        Authority authority = Authority.in(folder);
        try (RouterSide router = router(authority.listener("localhost"))) {
            ConnectingSettings settings = ClientSide.settings(
                    url.formatted(router.port()), ConnectingTlsSettings.trusting(List.of(authority.file())));
            WampConnection connection = client.transport(settings).connect().join();
            assertThat(connection.peer().secure()).isTrue();
            assertThat(connection.peer().tls()).isPresent();
            checkThatItWorks(connection);
        }
    }

    @Test
    void the_first_serializer_that_a_rawsocket_router_accepts_is_used() throws IOException {
        try (RouterSide router =
                new RouterSide(TestHost.listener(1, 100), null, EnumSet.of(WireFormat.JSON, WireFormat.MSGPACK))) {
            WampConnection connection = client.transport(
                            "rs://127.0.0.1:" + router.port(), WireFormat.CBOR, WireFormat.MSGPACK, WireFormat.JSON)
                    .connect()
                    .join();
            assertThat(connection.peer().format()).isEqualTo(WireFormat.MSGPACK);
            checkThatItWorks(connection);
        }
    }

    @Test
    void the_next_address_of_a_host_is_used_if_one_cannot_be_connected_to() throws IOException {
        InetAddress[] addresses = {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")};
        client.close();
        client = ClientSide.start(host -> addresses);
        try (RouterSide router = router(null)) {
            WampConnection connection = client.transport("ws://router.example:" + router.port() + "/ws")
                    .connect()
                    .join();
            assertThat(connection.peer().address()).isEqualTo("127.0.0.1:" + router.port());
            checkThatItWorks(connection);
        }
    }

    @Test
    void a_url_is_derived_from_the_endpoint() throws IOException {
        try (RouterSide router = router(null)) {
            ConnectingTransport transport = client.transport(new ConnectingSettings(
                    "client",
                    new Endpoint.Tcp("127.0.0.1", router.port(), OptionalInt.of(4), Optional.empty()),
                    ClientSide.PATIENT_MILLIS,
                    Optional.empty(),
                    ClientSide.protocol(RouterUrl.parse("rs://x:1"), List.of(WireFormat.JSON)),
                    Optional.empty(),
                    64 << 10,
                    true));
            assertThat(transport.address()).isEqualTo("rs://127.0.0.1:" + router.port());
            checkThatItWorks(transport.connect().join());
        }
    }

    /** An authority, and a listener with a certificate of it. */
    record Authority(TestAuthority authority, Path folder, Path file) {
        static Authority in(Path folder) throws Exception {
            TestAuthority authority = TestAuthority.root("Test Root");
            return new Authority(
                    authority, folder, TestAuthority.write(folder.resolve("ca.pem"), authority.certificate()));
        }

        ListenerTls listener(String host) throws Exception {
            KeyPair keys = TestAuthority.newKeys("EC");
            return ListenerTls.read(
                    settings(
                            TestAuthority.write(folder.resolve("key.pem"), keys.getPrivate()),
                            TestAuthority.write(folder.resolve("cert.pem"), authority.issue(keys.getPublic(), host)),
                            List.of()),
                    Clock.systemUTC());
        }

        static TlsSettings settings(Path key, Path certificate, List<Path> clientAuthorities) {
            return new TlsSettings(
                    Optional.of(key),
                    Optional.of(certificate),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    clientAuthorities,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    100);
        }
    }
}
