package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.MessageFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends back what comes, whatever it is: connections as the node has them, but for the messages, which are bytes. Whichever
 * end has connected, this one has the role that the path names, {@code /server/text} for example.
 */
final class EchoHandler extends Handler.Abstract.NonBlocking {
    private static final DeflateSettings DEFLATE = new DeflateSettings(false, false, 0, 1, 1 << 20);

    private final ConnectionContext context;
    private final DeflateMemory deflateMemory;

    EchoHandler(ConnectionResources resources) {
        deflateMemory = new DeflateMemory(64 << 20, resources.counters());
        context = new ConnectionContext(
                TestHost.settings().connections(),
                new ConnectionResources(
                        resources.serializers(),
                        new Acceptor(),
                        resources.counters(),
                        resources.assembly(),
                        resources.outbound(),
                        resources.codecs()));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        context.start(getServer().getScheduler());
    }

    @Override
    protected void doStop() throws Exception {
        context.stop();
        super.doStop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        boolean isBinary = path.endsWith("/binary");
        WebSocketFraming.Role role =
                path.startsWith("/client") ? WebSocketFraming.Role.CLIENT : WebSocketFraming.Role.SERVER;
        Connector connector = request.getConnectionMetaData().getConnector();
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        WireFormat format = isBinary ? WireFormat.CBOR : WireFormat.JSON;
        Optional<DeflateTerms> deflate = DeflateTerms.choose(
                DeflateParameters.offers(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_EXTENSIONS)),
                DEFLATE);
        FramedConnection connection = new FramedConnection(
                endPoint,
                connector.getExecutor(),
                new PeerInfo("echo", "websocket", "test", format, false, Map.of()),
                new MessageFormat(new Bytes(format), null),
                framing(role, isBinary, deflate),
                context);
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        response.getHeaders()
                .put(HttpHeader.UPGRADE, "websocket")
                .put(HttpHeader.CONNECTION, "Upgrade")
                .put(
                        HttpHeader.SEC_WEBSOCKET_ACCEPT,
                        TestClient.acceptOf(
                                "Sec-WebSocket-Key: " + request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_KEY)));
        deflate.ifPresent(terms -> response.getHeaders()
                .put(HttpHeader.SEC_WEBSOCKET_EXTENSIONS, terms.answer().headerValue()));
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection.jetty());
        response.write(true, null, callback);
        return true;
    }

    /** The terms mean the same in both roles: those of the server are those of this end. */
    private Framing framing(WebSocketFraming.Role role, boolean isBinary, Optional<DeflateTerms> deflate) {
        Optional<PerMessageDeflate> agreed = deflate.map(terms -> new PerMessageDeflate(
                deflateMemory,
                deflateMemory.reserve(terms.serverTakesOver()).orElseThrow(),
                terms.serverTakesOver(),
                terms.clientTakesOver(),
                DEFLATE));
        return new WebSocketFraming(role, isBinary, TestHost.settings().frames(), null, agreed.orElse(null));
    }

    private static final class Acceptor implements ConnectionAcceptor {
        @Override
        public ConnectionListener accept(WampConnection connection) {
            return new Echo(connection);
        }
    }

    private record Echo(WampConnection connection) implements ConnectionListener {
        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            Payload payload = ((Publish) message).payload();
            if (connection.send(OutboundFrame.single(new Result(1, Map.of(), payload)))) {
                flushes.touched(connection);
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            connection.close(closing);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            connection.close(CloseReason.NORMAL);
        }

        @Override
        public void onClosed(String why) {}
    }

    /** Messages that are nothing but bytes, which have to be UTF-8 where they travel as text. */
    private record Bytes(WireFormat format) implements Serializer {
        @Override
        public WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation {
            byte[] message = Arrays.copyOfRange(bytes, offset, offset + length);
            if (!format.isBinary()
                    && !Arrays.equals(
                            message, new String(message, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))) {
                throw new ProtocolViolation("not UTF-8");
            }
            return new Publish(1, Map.of(), "echo", new Payload(format, message, 0, length, length == 0 ? 0 : 1));
        }

        @Override
        public void encode(WampMessage message, ByteSink out) {
            Payload payload = ((Result) message).payload();
            out.write(payload.array(), payload.offset(), payload.length());
        }

        @Override
        public List<Object> arguments(Payload payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> keywordArguments(Payload payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Payload payload(List<?> arguments, Map<String, ?> keywordArguments) {
            throw new UnsupportedOperationException();
        }
    }
}
