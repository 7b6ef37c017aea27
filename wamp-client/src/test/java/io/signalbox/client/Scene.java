package io.signalbox.client;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Scripted router with a client that has joined. */
final class Scene implements AutoCloseable {
    final ScriptedRouter router;
    final WampClient client;
    final ScriptedRouter.Peer peer;
    final WampSession session;

    private Scene(ScriptedRouter router, WampClient client, ScriptedRouter.Peer peer, WampSession session) {
        this.router = router;
        this.client = client;
        this.peer = peer;
        this.session = session;
    }

    static Scene joined(WireFormat format) throws Exception {
        return joined(builder -> builder.serializers(format));
    }

    static Scene joined() throws Exception {
        return joined(builder -> builder);
    }

    static Scene joined(UnaryOperator<WampClientBuilder> options) throws Exception {
        return joined(ScriptedRouter.start(), options);
    }

    static Scene joined(ScriptedRouter router, UnaryOperator<WampClientBuilder> options) throws Exception {
        WampClient client =
                options.apply(WampClient.builder(router.url(), "realm1")).build();
        CompletableFuture<WampSession> opened = client.open();
        ScriptedRouter.Peer peer = router.welcome();
        return new Scene(router, client, peer, get(opened));
    }

    /** Waits for a future. */
    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Closes the client in good order, as far as its connection is open, and the router. */
    @Override
    public void close() throws IOException {
        CompletableFuture<Void> closed = client.closeAsync();
        router.close();
        closed.join();
    }

    /** Answers the GOODBYE of a client that closes. */
    static Goodbye leave(ScriptedRouter.Peer peer) {
        Goodbye goodbye = peer.receive(Goodbye.class);
        peer.send(new Goodbye(Map.of(), "wamp.close.goodbye_and_out"));
        return goodbye;
    }
}
