package io.signalbox.gateway.connection;

import io.signalbox.client.EventHandler;
import io.signalbox.client.InvocationHandler;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.gateway.hook.HookSession;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Session of a connection in its realm: the hooks are told over it, and the procedures of the connection are registered with it. What
 * the realm refuses is requested again with the next session. Thread-safe.
 */
final class ConnectionSession {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionSession.class);

    private final String name;
    private final HookSession session;
    private final ConnectionItem item;
    private final Handlers handlers;

    /** URIs that the realm has, or that are requested. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private volatile Optional<String> refusal = Optional.empty();

    /**
     * Code behind the procedures and the topic.
     *
     * @param send handles calls of the procedure of {@code send}
     * @param invoke handles calls of the procedure of {@code invoke}; for a WAMP router
     * @param out handles events of the topic of {@code send}; for a WebSocket server
     */
    record Handlers(InvocationHandler send, InvocationHandler invoke, EventHandler out) {}

    /** @param name names the connection in log lines */
    ConnectionSession(String name, HookSession session, ConnectionItem item, Handlers handlers) {
        this.name = name;
        this.session = session;
        this.item = item;
        this.handlers = handlers;
        session.session().onJoin(details -> offer());
    }

    void start() {
        session.start();
    }

    HookSession hooks() {
        return session;
    }

    /** Returns why the realm does not have a procedure or the topic; empty if it has them. */
    Optional<String> refusal() {
        return refusal;
    }

    private void offer() {
        refusal = Optional.empty();
        WampSession joined = session.session();
        register(joined, item.sendProcedure(), handlers.send());
        if (item.remote() == ConnectionItem.Remote.WAMP) {
            register(joined, item.invokeProcedure(), handlers.invoke());
        } else if (known.add(item.sendTopic())) {
            note("topic", item.sendTopic(), joined.subscribeAsync(item.sendTopic(), handlers.out()));
        }
    }

    private void register(WampSession joined, String procedure, InvocationHandler handler) {
        if (known.add(procedure)) {
            note("procedure", procedure, joined.registerAsync(procedure, handler));
        }
    }

    private void note(String kind, String uri, CompletableFuture<?> answer) {
        answer.whenComplete((handle, failure) -> {
            if (failure != null) {
                known.remove(uri);
                refusal = Optional.of("the realm refuses the " + kind + " " + uri + ": " + text(failure));
                LOG.warn("{} {} - correct the permissions of the role, or the name", name, refusal.get());
            }
        });
    }

    private static String text(Throwable failure) {
        return failure instanceof WampException refused ? refused.getMessage() : failure.toString();
    }

    CompletableFuture<Void> stop() {
        return session.stop();
    }
}
