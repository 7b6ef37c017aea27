import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.ConnectingTransport;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connects to a router that is not Signalbox, sends HELLO, waits for the first message, and closes: Connect URL SERIALIZERS [CA].
 * SERIALIZERS are names with commas. Writes one line for each step: opened, received, closed or failed, with what it concerns.
 */
public final class Connect {
    private static final int PATIENCE_SECONDS = 60;
    private static final WebSocketSettings OPTIONS = WebSocketSettings.defaults();

    private final CompletableFuture<WampMessage> first = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    public static void main(String[] arguments) throws Exception {
        RouterUrl url = RouterUrl.parse(arguments[0]);
        List<WireFormat> formats = Stream.of(arguments[1].split(","))
                .map(name -> WireFormat.valueOf(name.toUpperCase()))
                .toList();
        Optional<Path> authority = arguments.length < 3 ? Optional.empty() : Optional.of(Path.of(arguments[2]));
        new Connect().run(url, formats, authority);
    }

    private void run(RouterUrl url, List<WireFormat> formats, Optional<Path> authority) throws Exception {
        TransportCounters counters = new TransportCounters();
        ConnectingSelectors selectors = new ConnectingSelectors("connect", 1, counters);
        selectors.start();
        ConnectionResources resources = new ConnectionResources(
                new Serializers(),
                this::listener,
                counters,
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run),
                Runnable::run);
        ConnectingSettings settings = new ConnectingSettings(
                "connect",
                endpoint(url, authority),
                TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS),
                Optional.of(url),
                protocol(url, formats),
                Optional.empty(),
                0,
                false);
        Connector connector =
                new ConnectingTransport(settings, resources, new DeflateMemory(64 << 20, counters), selectors);
        try {
            WampConnection connection = connector.connect().join();
            System.out.println("opened " + connection.peer().format().wireName()
                    + (counters.compressed.sum() == 0 ? "" : " compressed"));
            Hello hello = new Hello(Optional.of("realm1"), Map.of("roles", Map.of("caller", Map.of())));
            if (connection.send(OutboundFrame.single(hello))) {
                connection.flush();
            }
            System.out.println("received " + first.get(PATIENCE_SECONDS, TimeUnit.SECONDS).type());
            connection.close(CloseReason.NORMAL);
            System.out.println("closed " + end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (CompletionException e) {
            System.out.println("failed " + e.getCause().getMessage());
        } finally {
            connector.stop();
            selectors.stop();
        }
    }

    private static Endpoint endpoint(RouterUrl url, Optional<Path> authority) {
        if (authority.isEmpty() || !(url.endpoint() instanceof Endpoint.Tcp tcp)) {
            return url.endpoint();
        }
        ConnectingTlsSettings tls = ConnectingTlsSettings.trusting(List.of(authority.get()));
        return new Endpoint.Tcp(tcp.host(), tcp.port(), tcp.version(), Optional.of(tls));
    }

    private static ConnectingProtocol protocol(RouterUrl url, List<WireFormat> formats) {
        if (url.isWebSocket()) {
            WebSocketSettings options = new WebSocketSettings(
                    OPTIONS.requests(),
                    OPTIONS.sizes(),
                    OPTIONS.timing(),
                    OPTIONS.closing(),
                    OPTIONS.slowConsumer(),
                    Optional.of(new WebSocketSettings.Compression(
                            Optional.of(new DeflateSettings(false, false, 0, 1, 1 << 20)))));
            return new ConnectingProtocol.WebSocket(WebSocketClientSettings.of(
                    formats.stream().map(format -> new Subprotocol(format, false)).toList(), options));
        }
        Timing timing = OPTIONS.timing();
        return new ConnectingProtocol.RawSocket(
                formats, new RawSocketSettings(1 << 24, 64 << 10, 256 << 10, timing, OPTIONS.slowConsumer()));
    }

    private ConnectionListener listener(WampConnection connection) {
        return new ConnectionListener() {
            @Override
            public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
                first.complete(message);
            }

            @Override
            public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
                first.completeExceptionally(violation);
                connection.close(closing);
            }

            @Override
            public void onPeerCloses(String why, FlushBatch flushes) {
                connection.close(CloseReason.NORMAL);
            }

            @Override
            public void onClosed(String why) {
                end.complete(why);
                first.completeExceptionally(new IllegalStateException("no message before the end: " + why));
            }
        };
    }
}
