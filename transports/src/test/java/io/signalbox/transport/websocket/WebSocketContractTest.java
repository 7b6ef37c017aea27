package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.ConnectionContract;
import io.signalbox.transport.ContractPeer;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.JettyHost;
import io.signalbox.transport.JettyPeer;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.ServerEnd;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.UnixSocket;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.port.ConnectorHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract in both roles over each kind of socket: as a server, of the JDK's client or a client of the test, and as a client of a
 * server of the test; with compression, the other end is Jetty's.
 */
@ParameterizedClass(name = "{0}, {1}")
@MethodSource("rolesAndSubprotocols")
class WebSocketContractTest extends ConnectionContract {
    /** What this side is. */
    private enum Role {
        SERVER,
        SERVER_OVER_TLS,
        SERVER_OVER_UNIX,
        /** With messages that refer to the ones before them. */
        SERVER_DEFLATING,
        /** With messages that are compressed each for itself. */
        SERVER_DEFLATING_EACH,
        CLIENT,
        CLIENT_OVER_TLS,
        CLIENT_OVER_UNIX,
        /** Of a server on Jetty, with messages that refer to the ones before them. */
        CLIENT_DEFLATING,
        /** Of a server on Jetty, with messages that are compressed each for itself. */
        CLIENT_DEFLATING_EACH
    }

    private static final String EACH = "; server_no_context_takeover; client_no_context_takeover";

    @TempDir
    private static Path directory;

    private static ConnectorHost.Keys keys;

    private final Role role;
    private final Subprotocol subprotocol;
    private final Path socket = directory.resolve("node.sock");
    private TestHost host;
    private ConnectorHost tlsHost;
    private TestClient client;
    private JettyHost jettyHost;
    private WebSocketCoreClient jetty;

    WebSocketContractTest(Role role, Subprotocol subprotocol) {
        this.role = role;
        this.subprotocol = subprotocol;
    }

    /**
     * Each role with each serializer. Batches are made above the sockets and the compression: both roles over TCP have each serializer
     * with and without them, and the others some of both.
     */
    static Stream<Arguments> rolesAndSubprotocols() {
        return Arrays.stream(Role.values()).flatMap(role -> Arrays.stream(WireFormat.values())
                .flatMap(format -> Stream.of(new Subprotocol(format, false), new Subprotocol(format, true)))
                .filter(subprotocol -> role == Role.SERVER
                        || role == Role.CLIENT
                        || subprotocol.batched()
                                == ((role.ordinal() + subprotocol.format().ordinal()) % 2 == 0))
                .map(subprotocol -> Arguments.of(role, subprotocol)));
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = ConnectorHost.Keys.makeIn(directory);
    }

    @BeforeEach
    void start() throws Exception {
        switch (role) {
            case SERVER -> host = new TestHost(TestHost.settings(), acceptor);
            case SERVER_OVER_UNIX -> host = TestHost.at(socket, acceptor);
            case SERVER_OVER_TLS -> tlsHost = ConnectorHost.overTls(keys, TestHost.settings(), acceptor);
            case SERVER_DEFLATING, SERVER_DEFLATING_EACH -> {
                DeflateSettings deflate = new DeflateSettings(false, false, 0, 16, 1 << 20);
                host = new TestHost(TestHost.settings(TestHost.settings().sizes(), deflate), acceptor);
                jetty = new WebSocketCoreClient();
                jetty.start();
            }
            case CLIENT -> client = client(ServerEnd.overTcp(), Optional.empty());
            case CLIENT_OVER_TLS -> client = client(ServerEnd.overTls(keys), Optional.empty());
            case CLIENT_OVER_UNIX -> client = client(ServerEnd.overUnix(socket), Optional.empty());
            case CLIENT_DEFLATING, CLIENT_DEFLATING_EACH -> {
                boolean each = role == Role.CLIENT_DEFLATING_EACH;
                client = client(ServerEnd.overTcp(), Optional.of(new DeflateSettings(each, each, 0, 16, 1 << 20)));
                jettyHost = new JettyHost();
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        switch (role) {
            case SERVER, SERVER_OVER_UNIX -> host.close();
            case SERVER_OVER_TLS -> tlsHost.close();
            case SERVER_DEFLATING, SERVER_DEFLATING_EACH -> {
                host.close();
                jetty.stop();
                assertThat(host.deflate.reservedBytes()).isZero();
            }
            case CLIENT, CLIENT_OVER_TLS, CLIENT_OVER_UNIX -> client.close();
            case CLIENT_DEFLATING, CLIENT_DEFLATING_EACH -> {
                client.close();
                jettyHost.close();
                assertThat(client.deflate.reservedBytes()).isZero();
            }
        }
    }

    @Override
    protected Serializer serializer() {
        return TestHost.SERIALIZERS.of(subprotocol.format());
    }

    @Override
    protected ContractPeer connect() throws Exception {
        return new Peer(
                switch (role) {
                    case SERVER -> new ClientEnd(JdkPeer.connect(host.uri(), subprotocol.wireName()));
                    // The JDK's client may lose what it has "sent" over TLS when it vanishes.
                    case SERVER_OVER_TLS -> new RawEnd(RawPeer.open(tlsHost.socket(), subprotocol.wireName()));
                    case SERVER_DEFLATING -> new JettyEnd(jettyPeer("permessage-deflate"));
                    case SERVER_DEFLATING_EACH -> new JettyEnd(jettyPeer("permessage-deflate" + EACH));
                    case SERVER_OVER_UNIX ->
                        new RawEnd(RawPeer.open(UnixSocket.connect(socket), subprotocol.wireName()));
                    case CLIENT, CLIENT_OVER_TLS, CLIENT_OVER_UNIX -> new RawEnd(client.open());
                    case CLIENT_DEFLATING, CLIENT_DEFLATING_EACH -> new JettyEnd(openToJetty());
                });
    }

    private TestClient client(ServerEnd server, Optional<DeflateSettings> deflate) throws IOException {
        ConnectionSettings connections = TestHost.settings().connections();
        WebSocketClientSettings settings =
                new WebSocketClientSettings(List.of(subprotocol), connections, connections.maxMessageBytes(), deflate);
        return new TestClient(
                new ConnectingProtocol.WebSocket(settings), acceptor, TestHost.PATIENT.writeTimeoutMillis(), server);
    }

    private JettyPeer jettyPeer(String offer) throws IOException {
        return JettyPeer.connect(jetty, host.uri(), subprotocol.wireName(), offer);
    }

    private JettyPeer openToJetty() throws InterruptedException {
        client.connect(jettyHost.uri()).toCompletableFuture().join();
        return jettyHost.accept();
    }

    /** The other end of the socket. */
    private interface End {
        void send(byte[] message);

        /** The next message, or null when there is none for too long. */
        byte[] receive() throws InterruptedException;

        /** Code and text of the CLOSE that came, to which the end has answered. */
        String awaitClose();

        void vanish();
    }

    private final class ClientEnd implements End {
        private final JdkPeer socket;

        ClientEnd(JdkPeer socket) {
            this.socket = socket;
        }

        @Override
        public void send(byte[] message) {
            socket.send(message, subprotocol.format().isBinary(), true);
        }

        @Override
        public byte[] receive() throws InterruptedException {
            return socket.receive();
        }

        @Override
        public String awaitClose() {
            return socket.awaitClose();
        }

        @Override
        public void vanish() {
            socket.socket().abort();
        }
    }

    private final class JettyEnd implements End {
        private final JettyPeer socket;

        JettyEnd(JettyPeer socket) {
            this.socket = socket;
            assertThat(socket.extensions()).contains("permessage-deflate");
        }

        @Override
        public void send(byte[] message) {
            socket.send(message, subprotocol.format().isBinary(), true);
        }

        @Override
        public byte[] receive() throws InterruptedException {
            return socket.receive();
        }

        @Override
        public String awaitClose() {
            return socket.awaitClose();
        }

        @Override
        public void vanish() {
            socket.abort();
        }
    }

    private final class RawEnd implements End {
        private final RawPeer socket;

        RawEnd(RawPeer socket) {
            this.socket = socket;
        }

        @Override
        public void send(byte[] message) {
            try {
                socket.send(subprotocol.format().isBinary() ? RawPeer.BINARY : RawPeer.TEXT, true, message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] receive() {
            try {
                return socket.read().payload();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String awaitClose() {
            try {
                RawPeer.Frame close = socket.readClose();
                socket.send(RawPeer.CLOSE, true, close.payload());
                socket.close();
                return close.closeCode() + " " + close.closeText();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void vanish() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Encodes and frames. */
    private final class Peer implements ContractPeer {
        private final End socket;
        private final BatchFraming framing = new BatchFraming(subprotocol.format());
        private final ArrayDeque<WampMessage> received = new ArrayDeque<>();

        Peer(End socket) {
            this.socket = socket;
        }

        @Override
        public void send(List<? extends WampMessage> messages) {
            ByteSink sink = new ByteSink(64);
            for (WampMessage message : messages) {
                int begin = subprotocol.batched() ? framing.begin(sink) : 0;
                serializer().encode(message, sink);
                if (subprotocol.batched()) {
                    framing.end(sink, begin);
                } else {
                    sendFrame(sink);
                }
            }
            if (subprotocol.batched()) {
                sendFrame(sink);
            }
        }

        private void sendFrame(ByteSink sink) {
            socket.send(sink.toByteArray());
            sink.clear();
        }

        @Override
        public WampMessage receive() throws InterruptedException {
            if (received.isEmpty()) {
                byte[] bytes = socket.receive();
                if (bytes == null) {
                    return null;
                }
                try {
                    decode(bytes);
                } catch (ProtocolViolation e) {
                    throw new AssertionError(e);
                }
            }
            return received.poll();
        }

        private void decode(byte[] bytes) throws ProtocolViolation {
            if (!subprotocol.batched()) {
                received.add(serializer().decode(bytes, 0, bytes.length));
                return;
            }
            BatchFraming.Batch batch = framing.split(bytes, 0, bytes.length);
            while (batch.next()) {
                received.add(serializer().decode(bytes, batch.offset(), batch.length()));
            }
        }

        @Override
        public String awaitClose() {
            String codeAndText = socket.awaitClose();
            int code = Integer.parseInt(codeAndText.substring(0, 4));
            return Arrays.stream(CloseReason.Kind.values())
                            .filter(kind -> CloseCode.of(kind) == code)
                            .findAny()
                            .orElseThrow()
                    + codeAndText.substring(4);
        }

        @Override
        public void vanish() {
            socket.vanish();
        }
    }
}
