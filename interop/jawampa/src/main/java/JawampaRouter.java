import java.net.URI;
import java.util.concurrent.TimeUnit;
import ws.wamp.jawampa.WampClient;
import ws.wamp.jawampa.WampClientBuilder;
import ws.wamp.jawampa.WampRouter;
import ws.wamp.jawampa.WampRouterBuilder;
import ws.wamp.jawampa.transport.netty.NettyWampClientConnectorProvider;
import ws.wamp.jawampa.transport.netty.SimpleWampWebsocketListener;

/**
 * The router of jawampa with the realm realm1, and a client of jawampa that registers interop.jawampa.echo and subscribes to
 * interop.jawampa.topic: JawampaRouter PORT. Writes "ready" when the client has joined, and a line with the arguments for each
 * event. Ends with its input.
 */
public final class JawampaRouter {
    private JawampaRouter() {}

    public static void main(String[] arguments) throws Exception {
        URI url = URI.create("ws://127.0.0.1:" + arguments[0] + "/ws");
        WampRouterBuilder builder = new WampRouterBuilder();
        builder.addRealm("realm1");
        WampRouter router = builder.build();
        SimpleWampWebsocketListener listener = new SimpleWampWebsocketListener(router, url, null);
        listener.start();
        WampClient client = new WampClientBuilder()
                .withConnectorProvider(new NettyWampClientConnectorProvider())
                .withUri(url.toString())
                .withRealm("realm1")
                .withInfiniteReconnects()
                .withReconnectInterval(1, TimeUnit.SECONDS)
                .build();
        client.statusChanged().subscribe(state -> {
            if (state instanceof WampClient.ConnectedState) {
                client.registerProcedure("interop.jawampa.echo")
                        .subscribe(request -> request.reply(request.arguments(), request.keywordArguments()));
                client.makeSubscription("interop.jawampa.topic")
                        .subscribe(event -> System.out.println("event " + event.arguments()));
                // The router answers behind the registration and the subscription.
                client.call("interop.jawampa.echo", "ready").subscribe(reply -> System.out.println("ready"));
            }
        });
        client.open();
        while (System.in.read() >= 0) {
            // The test closes the input.
        }
        // The client and the router of jawampa do not always report their ends.
        System.exit(0);
    }
}
