package io.signalbox.client;

import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Subscriptions of a client across its sessions. The router has one subscription for all handlers of a topic: each handler sends
 * SUBSCRIBE, and the last handler that leaves sends UNSUBSCRIBE. Thread-safe.
 */
final class Subscriptions {
    private final ClientContext context;

    /** Subscribed topics by the ids of the current session. */
    private final Map<Long, SubscribedTopic> byId = new ConcurrentHashMap<>();

    // Held until SUBSCRIBE or UNSUBSCRIBE is in the outbox: the router gets both in the order in which the handlers
    // changed.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, SubscribedTopic> byTopic = new LinkedHashMap<>();

    private record Key(MatchPolicy match, String topic) {}

    Subscriptions(ClientContext context) {
        this.context = context;
    }

    CompletableFuture<Subscription> subscribe(
            Requests requests, String topic, SubscriptionOptions options, EventHandler handler) {
        Subscription subscription = new Subscription(
                this,
                topic,
                options,
                handler,
                new Handle(context.executor()),
                context.queue("the handler of the topic '" + topic + "'"));
        PendingFuture<Subscription> future = new PendingFuture<>(context.executor()) {
            @Override
            void abandoned() {
                // Nobody else has the handle.
                unsubscribe(subscription);
            }
        };
        lock.lock();
        try {
            SubscribedTopic entry = byTopic.computeIfAbsent(new Key(options.match(), topic), SubscribedTopic::new);
            entry.unanswered++;
            requests.append(
                    new SubscribeRequest(requests, entry, subscription, future),
                    id -> new Subscribe(id, options.wire(), topic),
                    true);
        } finally {
            lock.unlock();
        }
        requests.flush();
        return future;
    }

    /** Ends a subscription. If the client has no session, nothing is sent. */
    CompletableFuture<Void> unsubscribe(Subscription subscription) {
        subscription.handle().become(HandleStatus.ENDED);
        PendingFuture<Void> future = new PendingFuture<>(context.executor());
        Requests requests = context.session().requests();
        boolean isSent;
        lock.lock();
        try {
            SubscribedTopic entry = byTopic.get(new Key(subscription.options().match(), subscription.topic()));
            isSent = entry != null
                    && entry.handlers.remove(subscription)
                    && leaveIfUnused(entry, requests, new Acknowledgment(requests, future));
        } finally {
            lock.unlock();
        }
        if (!isSent) {
            return CompletableFuture.completedFuture(null);
        }
        requests.flush();
        return future;
    }

    /**
     * Removes a topic without handlers. Called with the lock.
     *
     * @param requests null if the client has no session
     * @return whether UNSUBSCRIBE was appended to the outbox
     */
    private boolean leaveIfUnused(SubscribedTopic entry, Requests requests, PendingRequest leaving) {
        if (!entry.handlers.isEmpty() || entry.unanswered > 0) {
            return false;
        }
        byTopic.remove(entry.key, entry);
        long id = entry.id;
        if (id == 0 || requests == null) {
            return false;
        }
        byId.remove(id);
        entry.id = 0;
        requests.append(leaving, request -> new Unsubscribe(request, id, Map.of()), false);
        return true;
    }

    /** Returns the subscriptions for a new session. */
    List<Restorable> restorables() {
        lock.lock();
        try {
            return new ArrayList<>(byTopic.values());
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the session has ended, after all its requests have failed. */
    void sessionEnded() {
        List<Subscription> suspended = new ArrayList<>();
        lock.lock();
        try {
            byId.clear();
            byTopic.values().forEach(entry -> {
                entry.id = 0;
                suspended.addAll(entry.handlers);
            });
        } finally {
            lock.unlock();
        }
        suspended.forEach(one -> one.handle().become(HandleStatus.SUSPENDED));
    }

    /** Ends all subscriptions, because no session follows. */
    void end() {
        restorables().forEach(one -> ((SubscribedTopic) one)
                .handlers.forEach(handler -> handler.handle().become(HandleStatus.ENDED)));
    }

    /** Handles an EVENT. Called on a thread of the transport. */
    void event(io.signalbox.protocol.message.Event message) {
        SubscribedTopic entry = byId.get(message.subscription());
        if (entry == null) {
            // Sent before the router has read UNSUBSCRIBE.
            return;
        }
        ReceivedPayload payload = context.received(message.payload());
        Event event = new Event(entry.key.topic(), message.publication(), payload.arguments(), message.details());
        for (Subscription handler : entry.handlers) {
            handler.offer(event, payload.heldBytes());
        }
    }

    /** Handles an UNSUBSCRIBED without a request, by which the router ends a subscription (spec: Subscription Revocation). */
    void revoked(Unsubscribed message) {
        SubscribedTopic entry = byId.remove(
                new Details(message.details()).number("subscription").orElse(0));
        if (entry == null) {
            return;
        }
        lock.lock();
        try {
            entry.id = 0;
            byTopic.remove(entry.key, entry);
        } finally {
            lock.unlock();
        }
        entry.handlers.forEach(one -> one.handle().become(HandleStatus.ENDED));
    }

    /** One subscription of the router, and its handlers. */
    private final class SubscribedTopic implements Restorable {
        private final Key key;

        // Changed with the lock.
        private final List<Subscription> handlers = new CopyOnWriteArrayList<>();
        private int unanswered;
        private long id;

        SubscribedTopic(Key key) {
            this.key = key;
        }

        @Override
        public ClientMessage request(long request) {
            Map<String, Object> options = new HashMap<>();
            handlers.forEach(one -> options.putAll(one.options().wire()));
            return new Subscribe(request, options, key.topic());
        }

        @Override
        public boolean isWanted() {
            return !handlers.isEmpty();
        }

        @Override
        public void restored(Requests requests, long newId) {
            lock.lock();
            try {
                become(newId);
                leaveIfUnused(this, requests, new Acknowledgment(requests, new PendingFuture<>(context.executor())));
            } finally {
                lock.unlock();
            }
            requests.flush();
            handlers.forEach(one -> one.handle().become(HandleStatus.ACTIVE));
        }

        private void become(long newId) {
            id = newId;
            byId.put(newId, this);
        }

        @Override
        public void refused(WampException why) {
            handlers.forEach(one -> one.handle().become(HandleStatus.REFUSED, why));
        }

        @Override
        public String toString() {
            return "subscription of '" + key.topic() + "'";
        }
    }

    private final class SubscribeRequest implements PendingRequest {
        private final Requests requests;
        private final SubscribedTopic entry;
        private final Subscription subscription;
        private final PendingFuture<Subscription> future;

        SubscribeRequest(
                Requests requests,
                SubscribedTopic entry,
                Subscription subscription,
                PendingFuture<Subscription> future) {
            this.requests = requests;
            this.entry = entry;
            this.subscription = subscription;
            this.future = future;
        }

        @Override
        public boolean isAnswer(RouterMessage message) {
            return message instanceof Subscribed;
        }

        @Override
        public void answered(RouterMessage answer) {
            lock.lock();
            try {
                entry.unanswered--;
                entry.handlers.add(subscription);
                entry.become(((Subscribed) answer).subscription());
            } finally {
                lock.unlock();
            }
            if (subscription.status() == HandleStatus.ENDED) {
                unsubscribe(subscription);
            }
            future.arrived(subscription);
        }

        @Override
        public void failed(WampException failure) {
            lock.lock();
            try {
                entry.unanswered--;
                leaveIfUnused(entry, requests, new Acknowledgment(requests, new PendingFuture<>(context.executor())));
            } finally {
                lock.unlock();
            }
            requests.flush();
            future.arrivedFailure(failure);
        }
    }
}
