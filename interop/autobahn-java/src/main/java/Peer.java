import com.fasterxml.jackson.databind.ObjectMapper;
import io.crossbar.autobahn.wamp.Session;
import io.crossbar.autobahn.wamp.exceptions.ApplicationError;
import io.crossbar.autobahn.wamp.interfaces.IInvocationHandler;
import io.crossbar.autobahn.wamp.interfaces.TriConsumer;
import io.crossbar.autobahn.wamp.transports.NettyWebSocket;
import io.crossbar.autobahn.wamp.types.CallOptions;
import io.crossbar.autobahn.wamp.types.CallResult;
import io.crossbar.autobahn.wamp.types.EventDetails;
import io.crossbar.autobahn.wamp.types.InvocationResult;
import io.crossbar.autobahn.wamp.types.PublishOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One session of autobahn-java, driven by lines of JSON: {@code Peer URL REALM SERIALIZER}. The protocol of the lines is
 * in lib/peer-process.js.
 */
public final class Peer {
    private final ObjectMapper json = new ObjectMapper();
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Session session;
    private final NettyWebSocket transport;

    private Peer(String url, String realm, String serializer) {
        // Its join() sends HELLO before it notes the future, and a WELCOME that is faster is lost to it. On the thread of
        // the transport no answer is read before join() has returned.
        session = new Session(task -> {
            if (joined.isDone()) {
                executor.execute(task);
            } else {
                task.run();
            }
        });
        session.addOnConnectListener(connected -> connected.join(realm));
        session.addOnJoinListener((joinedSession, details) -> joined.complete(null));
        transport = new NettyWebSocket(url, List.of("wamp.2." + serializer));
    }

    public static void main(String[] arguments) throws Exception {
        new Peer(arguments[0], arguments[1], arguments[2]).run();
        System.exit(0);
    }

    private void run() throws Exception {
        transport.connect(session);
        joined.get();
        write(Map.of("joined", true));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(json.readValue(line, Command.class));
        }
        CompletableFuture<Void> left = new CompletableFuture<>();
        session.addOnLeaveListener((leftSession, details) -> left.complete(null));
        session.leave();
        left.get();
    }

    /** What a line asks for; the answer bears its id. */
    public static final class Command {
        public int id;
        public String action;
        public String uri;
        public List<Object> args;
        public Map<String, Object> kwargs;
    }

    private void obey(Command command) {
        CompletableFuture<Map<String, Object>> answer = switch (command.action) {
            case "call" ->
                session.call(command.uri, command.args, command.kwargs, (CallOptions) null).thenApply(this::payload);
            case "publish" ->
                session.publish(command.uri, command.args, command.kwargs, new PublishOptions(true, true))
                        .thenApply(publication -> Map.of());
            case "echo" -> {
                IInvocationHandler echo = (args, kwargs, details) -> new InvocationResult(args, kwargs);
                yield session.register(command.uri, echo).thenApply(registration -> Map.of());
            }
            case "subscribe" -> {
                TriConsumer<List<Object>, Map<String, Object>, EventDetails> handler =
                        (args, kwargs, details) -> write(payload(command.uri, args, kwargs));
                yield session.subscribe(command.uri, handler).thenApply(subscription -> Map.of());
            }
            default -> throw new IllegalArgumentException(command.action);
        };
        answer.whenComplete((result, failure) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", command.id);
            if (failure == null) {
                line.putAll(result);
            } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                line.put("error", cause instanceof ApplicationError ? cause.getMessage() : cause.toString());
            }
            write(line);
        });
    }

    private Map<String, Object> payload(CallResult result) {
        return payload(null, result.results, result.kwresults);
    }

    private static Map<String, Object> payload(String topic, List<Object> args, Map<String, Object> kwargs) {
        Map<String, Object> payload = new LinkedHashMap<>();
        if (topic != null) {
            payload.put("topic", topic);
        }
        payload.put("args", args == null ? List.of() : args);
        payload.put("kwargs", kwargs == null ? Map.of() : kwargs);
        return payload;
    }

    private void write(Map<String, Object> line) {
        try {
            String text = json.writeValueAsString(line);
            synchronized (out) {
                out.println(text);
                out.flush();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
