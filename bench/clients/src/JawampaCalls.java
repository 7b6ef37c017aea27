import java.util.concurrent.CompletableFuture;
import ws.wamp.jawampa.WampClient;
import ws.wamp.jawampa.WampClientBuilder;
import ws.wamp.jawampa.connection.IWampConnectorProvider;
import ws.wamp.jawampa.transport.netty.NettyWampClientConnectorProvider;

/** Calls by jawampa. */
public final class JawampaCalls {
    private JawampaCalls() {}

    public static void main(String[] arguments) throws Exception {
        WampClient callee = join(arguments[0], arguments[1]);
        callee.registerProcedure(CallLoad.PROCEDURE)
                .subscribe(request -> request.reply(
                        request.arguments().get(0).asInt() + request.arguments().get(1).asInt()));
        WampClient caller = join(arguments[0], arguments[1]);
        awaitRegistration(caller);
        CallLoad.run(
                "jawampa",
                (first, second) -> {
                    CompletableFuture<Integer> sum = new CompletableFuture<>();
                    caller.call(CallLoad.PROCEDURE, Integer.class, first, second)
                            .subscribe(sum::complete, sum::completeExceptionally);
                    return sum;
                },
                arguments);
    }

    private static WampClient join(String url, String realm) throws Exception {
        CompletableFuture<Void> joined = new CompletableFuture<>();
        IWampConnectorProvider connectors = new NettyWampClientConnectorProvider();
        WampClient client = new WampClientBuilder()
                .withConnectorProvider(connectors)
                .withUri(url)
                .withRealm(realm)
                .build();
        client.statusChanged().subscribe(state -> {
            if (state instanceof WampClient.ConnectedState) {
                joined.complete(null);
            }
        });
        client.open();
        joined.get();
        return client;
    }

    /** Calls until the procedure is there: jawampa does not report the end of a registration. */
    private static void awaitRegistration(WampClient caller) throws InterruptedException {
        while (true) {
            try {
                caller.call(CallLoad.PROCEDURE, Integer.class, 1, 1).toBlocking().single();
                return;
            } catch (RuntimeException notYet) {
                Thread.sleep(20);
            }
        }
    }
}
