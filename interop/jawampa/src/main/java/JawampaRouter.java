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
        join(url);
        while (System.in.read() >= 0) {
            // The test closes the input.
        }
        // The client and the router of jawampa do not always report their ends.
        System.exit(0);
    }

    // The client or the router of jawampa loses the registration once in twenty starts. Another session gets it then.
    private static void join(URI url) throws Exception {
        WampClient client = new WampClientBuilder()
                .withConnectorProvider(new NettyWampClientConnectorProvider())
                .withUri(url.toString())
                .withRealm("realm1")
                .build();
        client.statusChanged().subscribe(state -> {
            if (state instanceof WampClient.ConnectedState) {
                register(client, url);
            }
        });
        client.open();
    }

    private static void register(WampClient client, URI url) {
        client.registerProcedure("interop.jawampa.echo")
                .subscribe(request -> request.reply(request.arguments(), request.keywordArguments()));
        client.makeSubscription("interop.jawampa.topic")
                .subscribe(event -> System.out.println("event " + event.arguments()));
        // A call can overtake the registration.
        client.call("interop.jawampa.echo", "ready")
                .retryWhen(failures -> failures.delay(50, TimeUnit.MILLISECONDS))
                .timeout(2, TimeUnit.SECONDS)
                .subscribe(reply -> System.out.println("ready"), lost -> joinAgain(client, url));
    }

    private static void joinAgain(WampClient client, URI url) {
        System.err.println("jawampa: the registration is lost, joining again");
        client.close();
        try {
            join(url);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
