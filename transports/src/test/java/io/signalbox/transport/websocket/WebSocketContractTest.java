package io.signalbox.transport.websocket;

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
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("subprotocols")
class WebSocketContractTest extends ConnectionContract {
    private final Subprotocol subprotocol;
    private TestHost node;

    WebSocketContractTest(Subprotocol subprotocol) {
        this.subprotocol = subprotocol;
    }

    static Stream<Subprotocol> subprotocols() {
        return Arrays.stream(WireFormat.values())
                .flatMap(format -> Stream.of(new Subprotocol(format, false), new Subprotocol(format, true)));
    }

    @BeforeEach
    void start() throws IOException {
        node = new TestHost(TestHost.settings(), acceptor);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Override
    protected Serializer serializer() {
        return TestHost.SERIALIZERS.of(subprotocol.format());
    }

    @Override
    protected ContractPeer connect() {
        return new Peer();
    }

    /** Encodes and frames on top of the JDK's client. */
    private final class Peer implements ContractPeer {
        private final JdkPeer socket = JdkPeer.connect(node.uri(), subprotocol.wireName());
        private final BatchFraming framing = new BatchFraming(subprotocol.format());
        private final ArrayDeque<WampMessage> received = new ArrayDeque<>();

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
            socket.send(sink.toByteArray(), subprotocol.format().isBinary(), true);
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
            socket.socket().abort();
        }
    }
}
