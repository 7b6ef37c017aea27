import com.fasterxml.jackson.core.type.TypeReference;
import io.crossbar.autobahn.wamp.Session;
import io.crossbar.autobahn.wamp.interfaces.IInvocationHandler;
import io.crossbar.autobahn.wamp.transports.NettyWebSocket;
import io.crossbar.autobahn.wamp.types.InvocationResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Calls by autobahn-java. */
public final class AutobahnCalls {
    private static final TypeReference<Integer> INTEGER = new TypeReference<>() {};

    private AutobahnCalls() {}

    public static void main(String[] arguments) throws Exception {
        Session callee = join(arguments[0], arguments[1]);
        IInvocationHandler add = (args, kwargs, details) ->
                new InvocationResult((Integer) args.get(0) + (Integer) args.get(1));
        callee.register(CallLoad.PROCEDURE, add).get();
        Session caller = join(arguments[0], arguments[1]);
        CallLoad.run("autobahn-java", (first, second) -> caller.call(CallLoad.PROCEDURE, INTEGER, first, second), arguments);
    }

    private static Session join(String url, String realm) throws Exception {
        CompletableFuture<Void> joined = new CompletableFuture<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        // WELCOME is lost if it arrives on another thread before join() has returned.
        Session session = new Session(task -> {
            if (joined.isDone()) {
                executor.execute(task);
            } else {
                task.run();
            }
        });
        session.addOnConnectListener(connected -> connected.join(realm));
        session.addOnJoinListener((joinedSession, details) -> joined.complete(null));
        new NettyWebSocket(url, List.of("wamp.2.json")).connect(session);
        joined.get();
        return session;
    }
}
