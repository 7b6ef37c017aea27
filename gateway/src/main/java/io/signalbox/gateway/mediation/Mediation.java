package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.client.Event;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.relay.RelayCounters;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.transport.LogEpisode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sessions of one item share: the session in the realm, the groups of clients, counters and log lines. Thread-safe. */
final class Mediation {
    private static final Logger LOG = LoggerFactory.getLogger(Mediation.class);

    private final String path;
    private final MediationItem item;
    private final HookSession hooks;
    private final HookCalls calls;
    private final RelayCounters counters;
    private final BroadcastGroups groups;
    private final LogEpisode failures = new LogEpisode(System::nanoTime);
    private final LogEpisode skips = new LogEpisode(System::nanoTime);

    /** @param path the path of the item */
    Mediation(String path, MediationItem item, HookSession hooks, RelaySessions sessions) {
        this.path = path;
        this.item = item;
        this.hooks = hooks;
        counters = sessions.counters();
        calls = new HookCalls(
                hooks::tell,
                item.options().maxPendingCalls(),
                item.options().maxWaitingCloses(),
                counters.hooksWaiting,
                System::nanoTime);
        groups = new BroadcastGroups(sessions::share);
    }

    String path() {
        return path;
    }

    MediationItem item() {
        return item;
    }

    RelayCounters counters() {
        return counters;
    }

    BroadcastGroups groups() {
        return groups;
    }

    /** Tells a hook of an occurrence. Never throws: the future has the failure. */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, Map<String, ?> kwargs) {
        return calls.tell(hook, kwargs);
    }

    /** Tells a hook of the end of a client. Never throws: the future has the failure. */
    CompletableFuture<Optional<CallResult>> tellEnd(Hook hook, Map<String, ?> kwargs) {
        return calls.tellEnd(hook, kwargs);
    }

    /**
     * Tells a hook of a message. Never throws: the future has the failure.
     *
     * @param bytes length of the message
     */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, int bytes, HookCalls.Arguments arguments) {
        return calls.tell(hook, bytes, arguments);
    }

    /** Cancels a call that waits for its turn, because its session closes. */
    void drop(CompletableFuture<?> answer) {
        calls.drop(answer);
    }

    /** Records the failure of a hook whose answer does not matter. */
    void recordFailure(Hook hook, String connection, CompletableFuture<?> told) {
        told.whenComplete((result, failure) -> {
            if (failure != null) {
                hookFailed(hook, connection, failure);
            }
        });
    }

    /** Records the failure of a hook. */
    void hookFailed(Hook hook, String connection, Throwable failure) {
        counters.hooksFailed.increment();
        failures.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} session={} hook={} failed: {} ({} more since the last line)",
                        path,
                        connection,
                        hook.uri(),
                        (failure instanceof CompletionException ? failure.getCause() : failure).getMessage(),
                        unlogged));
    }

    /** Records a message that a slow client of a group does not get. */
    void skipped(String connection) {
        counters.broadcastsSkipped.increment();
        skips.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} session={} a broadcast leaves the client out, for which more than {} bytes wait, or the"
                                + " node has no memory for more messages ({} more since the last line)",
                        path,
                        connection,
                        item.options().maxBroadcastPendingBytes(),
                        unlogged));
    }

    /** Sends a message to a group of clients of this node, and of the others with the same topic. */
    void broadcast(String group, WebSocketMessage message, ContentType type, MediatedSession except) {
        groups.offer(group, message, except);
        item.broadcastTopic().ifPresent(topic -> {
            Hook hook = new Hook.TopicHook(topic);
            Object data = message.isBinary() ? message.bytes() : message.text();
            Map<String, Object> kwargs =
                    Map.of("path", group, "data", data, "binary", message.isBinary(), "content_type", type.name());
            recordFailure(hook, "broadcast", tell(hook, kwargs));
        });
    }

    /** Begins to take the messages that other nodes broadcast, whenever the session of the item has joined for the first time. */
    void subscribe() {
        item.broadcastTopic().ifPresent(topic -> {
            Hook hook = new Hook.TopicHook(topic);
            CompletableFuture<Void> first = new CompletableFuture<>();
            hooks.session().onJoin(details -> first.complete(null));
            recordFailure(hook, "broadcast", first.thenCompose(joined -> hooks.session()
                    .subscribeAsync(topic, this::broadcastByTopic)));
        });
    }

    private void broadcastByTopic(Event event) {
        boolean isBinary = event.arguments().kwargOr("binary", Boolean.class, false);
        WebSocketMessage message = isBinary
                ? new WebSocketMessage(true, event.kwarg("data", byte[].class))
                : ContentType.NONE.message(event.kwargs().path("data"));
        groups.offer(event.kwarg("path", String.class), message, null);
    }
}
