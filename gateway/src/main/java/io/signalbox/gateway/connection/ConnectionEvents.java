package io.signalbox.gateway.connection;

import io.signalbox.client.CallResult;
import io.signalbox.client.Event;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionItem.ReplyMode;
import io.signalbox.gateway.connection.ConnectionItem.SubscriptionItem;
import io.signalbox.gateway.connection.HookEvent.Told;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.HookItem;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.SocketClose;
import io.signalbox.transport.LogEpisode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to one connection, as events for its hooks. Thread-safe; no method blocks. */
final class ConnectionEvents implements SocketPool.SocketEvents, RemoteSession.SessionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);
    private static final Consumer<CallResult> IGNORED = result -> {};

    private final String name;
    private final Supplier<ConnectionItem> current;
    private final HookQueue queue;
    private final SharedByConnections resources;
    private final LogEpisode malformed = new LogEpisode(System::nanoTime);
    private final LogEpisode unsent = new LogEpisode(System::nanoTime);

    /**
     * @param name names the connection in log lines
     * @param current returns the item, which may change
     */
    ConnectionEvents(String name, Supplier<ConnectionItem> current, HookQueue queue, SharedByConnections resources) {
        this.name = name;
        this.current = current;
        this.queue = queue;
        this.resources = resources;
    }

    private Instant now() {
        return resources.clock().instant();
    }

    private void offer(Optional<HookItem> hook, EventOrigin origin, Supplier<Map<String, Object>> details) {
        hook.ifPresent(item -> queue.offer(new HookEvent(
                item.hook(),
                false,
                origin,
                HookEvent.OBJECT_BYTES,
                () -> Optional.of(Told.of(details.get())),
                IGNORED)));
    }

    @Override
    public void opened(EventOrigin origin) {
        ConnectionItem item = current.get();
        Instant time = now();
        offer(item.hooks().onConnect(), origin, () -> EventDetails.connect(item, origin, time));
    }

    @Override
    public void closed(EventOrigin origin, SocketClose close) {
        ConnectionItem item = current.get();
        Instant time = now();
        offer(onEnd(item, close.isOwn()), origin, () -> EventDetails.close(item, origin, close, time));
    }

    private static Optional<HookItem> onEnd(ConnectionItem item, boolean isOwn) {
        return isOwn ? item.hooks().onClosedLocally() : item.hooks().onClose();
    }

    @Override
    public void received(EventOrigin origin, WebSocketMessage message) {
        ConnectionItem item = current.get();
        if (item.hooks().onMessage().isEmpty()) {
            return;
        }
        Instant time = now();
        Consumer<CallResult> answered =
                item.reply() == ReplyMode.SEND ? result -> reply(item, origin, result) : IGNORED;
        queue.offer(new HookEvent(
                item.hooks().onMessage().get().hook(),
                true,
                origin,
                HookEvent.OBJECT_BYTES + message.heldBytes(),
                () -> details(item, origin, message, time),
                answered));
    }

    private Optional<Told> details(ConnectionItem item, EventOrigin origin, WebSocketMessage message, Instant time) {
        Optional<Map<String, Object>> details = EventDetails.message(item, origin, message, time);
        if (details.isEmpty()) {
            resources.counters().malformed.increment();
            malformed
                    .next()
                    .ifPresent(unlogged -> LOG.warn(
                            "{} drops a text of the server that is no JSON - set 'data_format' to text ({} more since"
                                    + " the last line)",
                            name,
                            unlogged));
        }
        return details.map(Told::of);
    }

    private void reply(ConnectionItem item, EventOrigin origin, CallResult result) {
        boolean isNothing = result.arguments().isEmpty()
                || result.args().path(0).isNull() && result.kwargs().isEmpty();
        if (isNothing) {
            return;
        }
        try {
            WebSocketMessage message = SentData.of(result.arguments(), item.dataFormat(), item.maxMessageSizeBytes());
            if (!origin.reply(message)) {
                unsent("the connection of the message is over, or has no room for the reply");
            }
        } catch (WampException e) {
            unsent(e.getMessage());
        }
    }

    /** Counts and logs a message that nobody is told of. */
    void unsent(String why) {
        resources.counters().unsent.increment();
        unsent.next()
                .ifPresent(unlogged ->
                        LOG.warn("{} cannot send a message: {} ({} more since the last line)", name, why, unlogged));
    }

    @Override
    public void undelivered(WebSocketMessage message, String why) {
        // The sockets have counted the message.
        unsent.next()
                .ifPresent(unlogged -> LOG.warn(
                        "{} has lost a message of {} bytes: {} ({} more since the last line)",
                        name,
                        message.bytes().length,
                        why,
                        unlogged));
    }

    @Override
    public void left(EventOrigin origin, String why, boolean isOwn) {
        ConnectionItem item = current.get();
        Instant time = now();
        offer(onEnd(item, isOwn), origin, () -> EventDetails.left(item, why, isOwn, time));
    }

    @Override
    public void received(EventOrigin origin, SubscriptionItem subscription, Event event) {
        ConnectionItem item = current.get();
        Instant time = now();
        long heldBytes =
                HookEvent.OBJECT_BYTES + (long) event.arguments().payload().length();
        subscription.to().ifPresent(topic -> offer(new Hook.TopicHook(topic), origin, heldBytes, () -> same(event)));
        item.hooks()
                .onMessage()
                .ifPresent(hook -> offer(
                        hook.hook(),
                        origin,
                        heldBytes,
                        () -> Told.of(EventDetails.event(item, event.topic(), event.args(), event.kwargs(), time))));
    }

    private void offer(Hook hook, EventOrigin origin, long heldBytes, Supplier<Told> told) {
        queue.offer(new HookEvent(hook, true, origin, heldBytes, () -> Optional.of(told.get()), IGNORED));
    }

    /** Returns the arguments of an event as they are. */
    private static Told same(Event event) {
        List<Object> args = new ArrayList<>();
        event.args().forEach(args::add);
        Map<String, Object> kwargs = new LinkedHashMap<>();
        event.kwargs().properties().forEach(member -> kwargs.put(member.getKey(), member.getValue()));
        return new Told(args, kwargs);
    }
}
