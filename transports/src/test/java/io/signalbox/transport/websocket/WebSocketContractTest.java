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
import io.signalbox.transport.JettyPeer;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("subprotocols")
class WebSocketContractTest extends ConnectionContract {
    private static final String PLAIN = "";
    private static final String TAKING_OVER = "permessage-deflate";
    private static final String FORGETTING =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private final Subprotocol subprotocol;
    private final String extension;
    private final WebSocketCoreClient client = new WebSocketCoreClient();
    private TestHost node;

    /** @param extension what the client offers, which is agreed on */
    WebSocketContractTest(Subprotocol subprotocol, String extension) {
        this.subprotocol = subprotocol;
        this.extension = extension;
    }

    static Stream<Arguments> subprotocols() {
        return Stream.of(PLAIN, TAKING_OVER, FORGETTING).flatMap(extension -> Arrays.stream(WireFormat.values())
                .flatMap(format -> Stream.of(
                        Arguments.of(new Subprotocol(format, false), extension),
                        Arguments.of(new Subprotocol(format, true), extension))));
    }

    @BeforeEach
    void start() throws Exception {
        if (extension.equals(PLAIN)) {
            node = new TestHost(TestHost.settings(), acceptor);
        } else {
            client.start();
            DeflateSettings deflate = new DeflateSettings(false, false, 0, 16, 1 << 20);
            node = new TestHost(TestHost.settings(TestHost.settings().sizes(), deflate), acceptor);
        }
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        client.stop();
        assertThat(node.deflate.reservedBytes()).isZero();
    }

    @Override
    protected Serializer serializer() {
        return TestHost.SERIALIZERS.of(subprotocol.format());
    }

    @Override
    protected ContractPeer connect() throws IOException {
        if (extension.equals(PLAIN)) {
            JdkPeer jdk = JdkPeer.connect(node.uri(), subprotocol.wireName());
            return new Peer(jdk::send, jdk::receive, jdk::awaitClose, jdk.socket()::abort);
        }
        JettyPeer jetty = JettyPeer.connect(client, node.uri(), subprotocol.wireName(), extension);
        assertThat(jetty.extensions()).contains("permessage-deflate");
        return new Peer(jetty::send, jetty::receive, jetty::awaitClose, jetty::abort);
    }

    private interface Sending {
        void send(byte[] bytes, boolean binary, boolean last);
    }

    private interface Receiving {
        byte[] receive() throws InterruptedException;
    }

    /** Encodes and frames on top of the client of the JDK or of Jetty. */
    private final class Peer implements ContractPeer {
        private final Sending sending;
        private final Receiving receiving;
        private final Supplier<String> close;
        private final Runnable abort;
        private final BatchFraming framing = new BatchFraming(subprotocol.format());
        private final ArrayDeque<WampMessage> received = new ArrayDeque<>();

        Peer(Sending sending, Receiving receiving, Supplier<String> close, Runnable abort) {
            this.sending = sending;
            this.receiving = receiving;
            this.close = close;
            this.abort = abort;
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
            sending.send(sink.toByteArray(), subprotocol.format().isBinary(), true);
            sink.clear();
        }

        @Override
        public WampMessage receive() throws InterruptedException {
            if (received.isEmpty()) {
                byte[] bytes = receiving.receive();
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
            String codeAndText = close.get();
            int code = Integer.parseInt(codeAndText.substring(0, 4));
            return Arrays.stream(CloseReason.Kind.values())
                            .filter(kind -> CloseCode.of(kind) == code)
                            .findAny()
                            .orElseThrow()
                    + codeAndText.substring(4);
        }

        @Override
        public void vanish() {
            abort.run();
        }
    }
}
