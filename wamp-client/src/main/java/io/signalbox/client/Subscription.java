package io.signalbox.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscription of a handler to a topic or pattern. After a reconnect the subscription is there again. Thread-safe.
 *
 * <pre>{@code
 * try (Subscription subscription = session.subscribe("com.example.topic", event -> System.out.println(event))) {
 *     session.newPublication("com.example.topic").args(1).includeMe().acknowledge();
 * }
 * }</pre>
 */
public final class Subscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final Subscriptions owner;
    private final String topic;
    private final SubscriptionOptions options;
    private final EventHandler handler;
    private final Handle handle;
    private final SerialQueue queue;
    private final AtomicLong dropped = new AtomicLong();

    /** Dropped events of the episodes that are over. Confined to the thread of the transport. */
    private long loggedDrops;

    Subscription(
            Subscriptions owner,
            String topic,
            SubscriptionOptions options,
            EventHandler handler,
            Handle handle,
            SerialQueue queue) {
        this.owner = owner;
        this.topic = topic;
        this.options = options;
        this.handler = handler;
        this.handle = handle;
        this.queue = queue;
    }

    /** Returns the topic or pattern. */
    public String topic() {
        return topic;
    }

    /** Returns the options. */
    public SubscriptionOptions options() {
        return options;
    }

    /** Returns the status. */
    public HandleStatus status() {
        return handle.status();
    }

    /** Returns why the router refuses the subscription; empty unless the status is {@link HandleStatus#REFUSED}. */
    public Optional<WampException> refusal() {
        return handle.refusal();
    }

    /** Adds a listener of later changes of the status, which is called on a virtual thread, in order. */
    public void onStatus(Consumer<HandleStatus> listener) {
        handle.onStatus(listener);
    }

    /** Returns the number of events that were dropped, because more events waited than {@link ClientLimits} permits. */
    public long droppedEvents() {
        return dropped.get();
    }

    /**
     * Ends the subscription. Blocks until the router has answered. No event is handled afterwards, except for events that have
     * arrived before. Idempotent.
     *
     * @throws WampException if the router refuses
     */
    public void unsubscribe() {
        Blocking.await(unsubscribeAsync());
    }

    /** Ends the subscription. The future ends with the answer of the router. Idempotent. */
    public CompletableFuture<Void> unsubscribeAsync() {
        return owner.unsubscribe(this);
    }

    /** Ends the subscription, as {@link #unsubscribe} does. */
    @Override
    public void close() {
        unsubscribe();
    }

    Handle handle() {
        return handle;
    }

    /** Queues an event, or drops and counts it. Called on a thread of the transport, for one event at a time. */
    void offer(Event event, long heldBytes) {
        boolean isQueued = queue.offer(() -> handle(event), heldBytes);
        if (!isQueued && dropped.getAndIncrement() == loggedDrops) {
            LOG.warn("topic={} drops events: its handler is too slow - speed it up, or raise maxQueuedBytes", topic);
        }
        if (isQueued && dropped.get() > loggedDrops) {
            LOG.info("topic={} has dropped {} events", topic, dropped.get() - loggedDrops);
            loggedDrops = dropped.get();
        }
    }

    private void handle(Event event) throws Exception {
        if (handle.status() != HandleStatus.ENDED) {
            handler.onEvent(event);
        }
    }

    @Override
    public String toString() {
        return "Subscription[topic=" + topic + ", match=" + options.match().wireName() + ", status=" + status() + "]";
    }
}
