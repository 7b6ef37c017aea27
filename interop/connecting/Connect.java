import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connects to a router that is not Signalbox, sends HELLO, waits for the first message, and closes: Connect URL SERIALIZERS [CA
 * [PREFIX]]. SERIALIZERS are names with commas, and CA a file, or empty. With PREFIX, a client that has joined calls PREFIX.echo and
 * publishes to PREFIX.topic before it closes. Writes one line for each step: opened, received, closed or failed, with what it concerns.
 */
public final class Connect {
    private static final int PATIENCE_SECONDS = 60;
    private static final WebSocketSettings OPTIONS = WebSocketSettings.defaults();

    private static final Serializers SERIALIZERS = new Serializers();

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    public static void main(String[] arguments) throws Exception {
        RouterUrl url = RouterUrl.parse(arguments[0]);
        List<WireFormat> formats = Stream.of(arguments[1].split(","))
                .map(name -> WireFormat.valueOf(name.toUpperCase()))
                .toList();
        Optional<Path> authority =
                arguments.length < 3 || arguments[2].isEmpty() ? Optional.empty() : Optional.of(Path.of(arguments[2]));
        Optional<String> prefix = arguments.length < 4 ? Optional.empty() : Optional.of(arguments[3]);
        new Connect().run(url, formats, authority, prefix);
    }

    private void run(RouterUrl url, List<WireFormat> formats, Optional<Path> authority, Optional<String> prefix)
            throws Exception {
        TransportCounters counters = new TransportCounters();
        ConnectingSelectors selectors = new ConnectingSelectors("connect", 1, counters);
        selectors.start();
        ConnectionResources resources = new ConnectionResources(
                SERIALIZERS,
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
            Map<String, Object> roles = Map.of("caller", Map.of(), "publisher", Map.of());
            WampMessage first = exchange(connection, new Hello(Optional.of("realm1"), Map.of("roles", roles)));
            if (first instanceof Welcome && prefix.isPresent()) {
                use(connection, prefix.get());
            }
            connection.close(CloseReason.NORMAL);
            System.out.println("closed " + end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (CompletionException e) {
            System.out.println("failed " + e.getCause().getMessage());
        } finally {
            connector.stop();
            selectors.stop();
        }
    }

    private void use(WampConnection connection, String prefix) throws Exception {
        Serializer serializer = SERIALIZERS.of(connection.peer().format());
        Payload payload = serializer.payload(List.of("x", 7), Map.of());
        WampMessage answer = exchange(connection, new Call(1, Map.of(), prefix + ".echo", payload));
        if (answer instanceof Result result) {
            System.out.println("result " + serializer.arguments(result.payload()));
        }
        exchange(connection, new Publish(2, Map.of("acknowledge", true), prefix + ".topic", payload));
    }

    /** Sends a message and waits for the next one. */
    private WampMessage exchange(WampConnection connection, WampMessage message) throws Exception {
        if (connection.send(OutboundFrame.single(message))) {
            connection.flush();
        }
        Object next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!(next instanceof WampMessage answer)) {
            throw new IllegalStateException("no answer to " + message.type() + ": " + next);
        }
        System.out.println("received " + answer.type());
        return answer;
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
                received.add(message);
            }

            @Override
            public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
                received.add(violation);
                connection.close(closing);
            }

            @Override
            public void onPeerCloses(String why, FlushBatch flushes) {
                connection.close(CloseReason.NORMAL);
            }

            @Override
            public void onClosed(String why) {
                end.complete(why);
                received.add("the end: " + why);
            }
        };
    }
}
