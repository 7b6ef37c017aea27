package io.signalbox.bench.relay;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Outgoing connections of a node, created and deleted by calls of its management. Confined to one thread. */
final class NodeConnections {
    private static final int CALLS_AT_A_TIME = 256;
    private static final int POLL_MILLIS = 50;
    private static final int PATIENCE_SECONDS = 540;

    private final WampSession session;

    NodeConnections(WampSession session) {
        this.session = session;
    }

    /** @param terms the definition of each connection without its id */
    void create(int count, IntFunction<Map<String, Object>> terms) throws InterruptedException {
        all(count, i -> {
            Map<String, Object> definition = new HashMap<>(terms.apply(i));
            definition.put("id", id(i));
            return session.callAsync("signalbox.connection.create", definition);
        });
    }

    /** Deletes the first connections. Their sockets are closed when the method returns. */
    void delete(int count) throws InterruptedException {
        all(count, i -> session.callAsync("signalbox.connection.delete", id(i)));
    }

    private static String id(int i) {
        return "feed" + i;
    }

    private static void all(int count, IntFunction<CompletableFuture<?>> call) throws InterruptedException {
        Semaphore free = new Semaphore(CALLS_AT_A_TIME);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            free.acquire();
            CompletableFuture<?> sent = call.apply(i);
            sent.whenComplete((result, failure) -> free.release());
            calls.add(sent);
        }
        calls.forEach(CompletableFuture::join);
    }

    /** Returns a counter of the gateway. */
    long counter(String name) {
        return counters().path("gateway").path(name).asLong();
    }

    /** Waits until a counter of the gateway has reached a value. */
    void awaitCounter(String name, long value) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (counter(name) < value) {
            if (System.nanoTime() - endNanos >= 0) {
                throw new IllegalStateException(
                        name + " is " + counter(name) + ", not " + value + ", after " + PATIENCE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Returns the numbers that grow with connections, in a row. */
    String left() {
        return "connections=" + first("signalbox.connection.list").size()
                + " sessions=" + first("wamp.session.count").asLong()
                + " registrations=" + leaves(first("wamp.registration.list"))
                + " subscriptions=" + leaves(first("wamp.subscription.list"))
                + " counters=" + leaves(counters());
    }

    private JsonNode counters() {
        return first("signalbox.node.counters");
    }

    private JsonNode first(String procedure) {
        return session.call(procedure).args().path(0);
    }

    private static int leaves(JsonNode tree) {
        if (tree.isValueNode()) {
            return 1;
        }
        int leaves = 0;
        for (JsonNode child : tree) {
            leaves += leaves(child);
        }
        return leaves;
    }
}
