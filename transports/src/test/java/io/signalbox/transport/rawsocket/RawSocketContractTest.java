package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.ConnectionContract;
import io.signalbox.transport.ContractPeer;
import io.signalbox.transport.Patience;
import io.signalbox.transport.ServerEnd;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.UnixSocket;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.port.ConnectorHost;
import io.signalbox.transport.tls.ListenerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of RawSocket in both roles, over each kind of socket, in each format. */
@ParameterizedClass(name = "{0} over {1}, {2}")
@MethodSource("rolesAndSocketsAndFormats")
@Timeout(value = 2 * Patience.SECONDS, unit = TimeUnit.SECONDS)
class RawSocketContractTest extends ConnectionContract {
    /** What this side is. */
    private enum Role {
        SERVER,
        CLIENT
    }

    private enum Kind {
        TCP,
        TLS,
        UNIX
    }

    @TempDir
    private static Path directory;

    private static ConnectorHost.Keys keys;

    private final Role role;
    private final Kind kind;
    private final WireFormat format;
    private final Path socket = directory.resolve("node.sock");
    private RawSocketHost host;
    private ServerEnd server;
    private TestClient client;

    RawSocketContractTest(Role role, Kind kind, WireFormat format) {
        this.role = role;
        this.kind = kind;
        this.format = format;
    }

    static Stream<Arguments> rolesAndSocketsAndFormats() {
        return Arrays.stream(Role.values()).flatMap(role -> Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(WireFormat.values()).map(format -> Arguments.of(role, kind, format))));
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = ConnectorHost.Keys.makeIn(directory);
    }

    @BeforeEach
    void start() throws Exception {
        switch (role) {
            case SERVER -> host = host();
            case CLIENT -> {
                server = server();
                RawSocketSettings settings = RawSocketHost.settings(1 << 24, TestHost.PATIENT);
                client = new TestClient(
                        new ConnectingProtocol.RawSocket(List.of(format), settings),
                        acceptor,
                        TestHost.PATIENT.writeTimeoutMillis(),
                        server);
            }
        }
    }

    private RawSocketHost host() throws Exception {
        return switch (kind) {
            case TCP -> RawSocketHost.start(acceptor);
            case TLS -> RawSocketHost.start(acceptor, ListenerTls.read(keys.settings(), Clock.systemUTC()));
            case UNIX -> RawSocketHost.start(acceptor, TestHost.listener(socket));
        };
    }

    private ServerEnd server() throws IOException {
        return switch (kind) {
            case TCP -> ServerEnd.overTcp();
            case TLS -> ServerEnd.overTls(keys);
            case UNIX -> ServerEnd.overUnix(socket);
        };
    }

    @AfterEach
    void stop() throws IOException {
        switch (role) {
            case SERVER -> host.close();
            case CLIENT -> client.close();
        }
    }

    @Override
    protected Serializer serializer() {
        return TestHost.SERIALIZERS.of(format);
    }

    /** The end of the stream closes, without a word. */
    @Override
    protected String told(String closing) {
        return "";
    }

    @Override
    protected ContractPeer connect() throws IOException {
        return new Peer(
                switch (role) {
                    case SERVER -> connectToHost();
                    case CLIENT -> acceptClient();
                });
    }

    private RawSocketPeer connectToHost() throws IOException {
        RawSocketPeer peer = new RawSocketPeer(
                switch (kind) {
                    case TCP -> new Socket(host.uri().getHost(), host.uri().getPort());
                    case TLS ->
                        keys.client()
                                .getSocketFactory()
                                .createSocket(host.uri().getHost(), host.uri().getPort());
                    case UNIX -> UnixSocket.connect(socket);
                });
        peer.open(RawSocketHandshake.serializer(format));
        return peer;
    }

    private RawSocketPeer acceptClient() throws IOException {
        CompletableFuture<WampConnection> opened = client.connect();
        RawSocketPeer peer = new RawSocketPeer(server.accept());
        peer.accept(RawSocketHandshake.serializer(format));
        opened.join();
        return peer;
    }

    private final class Peer implements ContractPeer {
        private final RawSocketPeer peer;

        Peer(RawSocketPeer peer) {
            this.peer = peer;
        }

        @Override
        public void send(List<? extends WampMessage> messages) {
            ByteSink sink = new ByteSink(64);
            try {
                for (WampMessage message : messages) {
                    serializer().encode(message, sink);
                    peer.send(RawSocketPeer.MESSAGE, sink.toByteArray());
                    sink.clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public WampMessage receive() {
            try {
                byte[] bytes = peer.read(RawSocketPeer.MESSAGE);
                return serializer().decode(bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ProtocolViolation e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String awaitClose() {
            try (peer) {
                peer.readToEnd();
                return "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void vanish() {
            try {
                peer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
