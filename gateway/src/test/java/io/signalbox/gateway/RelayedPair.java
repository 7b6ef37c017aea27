package io.signalbox.gateway;

import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A client and the backend that a gateway has connected it to. */
record RelayedPair(RawPeer client, RawPeer backend) implements AutoCloseable {

    /** Connects a client to {@code /proxy}. */
    static RelayedPair open(GatewayNode node, ScriptedBackend server) throws IOException {
        CompletableFuture<RawPeer> client = inParallel(() -> node.open("/proxy"));
        RawPeer backend = server.accept().welcome();
        return new RelayedPair(client.join(), backend);
    }

    interface Opening<T> {
        T open() throws IOException;
    }

    static <T> CompletableFuture<T> inParallel(Opening<T> opening) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(opening.open());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    @Override
    public void close() throws IOException {
        client.close();
        backend.close();
    }
}
