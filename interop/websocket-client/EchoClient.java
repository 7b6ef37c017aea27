import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.ConnectingTransport;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Program that connects with the WebSocket client of the transports to the URI of its argument, offers permessage-deflate, and
 * answers each PUBLISH with a RESULT that has the same payload. Ends with the connection and prints its reason.
 */
public final class EchoClient {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private EchoClient() {}

    public static void main(String[] arguments) throws Exception {
        CompletableFuture<String> closed = new CompletableFuture<>();
        ConnectionSettings settings = new ConnectionSettings(
                MAX_MESSAGE_BYTES,
                MAX_MESSAGE_BYTES,
                MAX_MESSAGE_BYTES,
                new SlowConsumer(2 * MAX_MESSAGE_BYTES, 0, SlowConsumer.Policy.DISCONNECT),
                new Timing(10_000, 10_000, 0, 0, 12),
                false);
        TransportCounters counters = new TransportCounters();
        ConnectionResources resources = new ConnectionResources(
                new Serializers(),
                connection -> new Echo(connection, closed),
                counters,
                AssemblyBudget.ofHeap(),
                new OutboundBudget(4 * MAX_MESSAGE_BYTES, Runnable::run),
                Thread.ofVirtual()::start);
        ConnectingSelectors selectors = new ConnectingSelectors("echo", 1, counters);
        selectors.start();
        RouterUrl url = RouterUrl.parse(arguments[0]);
        WebSocketClientSettings webSocket = new WebSocketClientSettings(
                List.of(new Subprotocol(WireFormat.JSON, false)),
                settings,
                MAX_MESSAGE_BYTES,
                Optional.of(new DeflateSettings(false, false, 0, 64, MAX_MESSAGE_BYTES)));
        Connector client = new ConnectingTransport(
                new ConnectingSettings(
                        "echo",
                        url.endpoint(),
                        10_000,
                        Optional.of(url),
                        new ConnectingProtocol.WebSocket(webSocket),
                        Optional.empty(),
                        0,
                        false),
                resources,
                DeflateMemory.ofHeap(counters),
                selectors);
        client.connect().join();
        String reason = closed.join();
        client.stop();
        selectors.stop();
        // Behind all that the log writes to the same output.
        System.out.println(reason);
    }

    private record Echo(WampConnection connection, CompletableFuture<String> closed) implements ConnectionListener {
        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            Publish publish = (Publish) message;
            Result result = new Result(publish.request(), Map.of(), publish.payload());
            if (connection.send(OutboundFrame.single(result))) {
                flushes.touched(connection);
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            closed.completeExceptionally(violation);
            connection.close(closing);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            connection.close(CloseReason.NORMAL);
        }

        @Override
        public void onClosed(String why) {
            closed.complete(why);
        }
    }
}
