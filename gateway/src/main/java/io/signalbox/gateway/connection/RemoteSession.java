package io.signalbox.gateway.connection;

import io.signalbox.client.CallResult;
import io.signalbox.client.ClientState;
import io.signalbox.client.Event;
import io.signalbox.client.HandleStatus;
import io.signalbox.client.Subscription;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionItem.SubscriptionItem;
import io.signalbox.gateway.connection.ConnectionStatus.SubscriptionStatus;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Session of one connection at a WAMP router: its subscriptions, which come back with each session, and its calls. Thread-safe; only
 * {@link #call} and {@link #awaitEnd} block.
 */
final class RemoteSession implements RemoteEnd {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteSession.class);

    /** Time that the router has to answer beyond the timeout of a call. */
    private static final long ANSWER_MILLIS = 500;

    private final String name;
    private final WampClient client;
    private final SessionEvents events;
    private final Clock clock;
    private final List<Topic> topics = new ArrayList<>();

    // Guarded by this.
    private State state = State.INACTIVE;
    private long sinceMillis;
    private long joins;
    private Optional<String> lastError = Optional.empty();
    private boolean isPaused;
    private boolean isStopped;

    /** Receiver of what happens to the session. */
    interface SessionEvents {
        void joined();

        /** Takes an event. Called on a virtual thread for each subscription. */
        void received(SubscriptionItem subscription, Event event);

        void left(String why, boolean isOwn);
    }

    /** One subscription. Guarded by the monitor of the session. */
    private static final class Topic {
        private final SubscriptionItem item;
        private Subscription subscription;
        private boolean isRequested;
        private Optional<String> refusal = Optional.empty();

        Topic(SubscriptionItem item) {
            this.item = item;
        }

        SubscriptionStatus status() {
            boolean isActive = subscription != null && subscription.status() == HandleStatus.ACTIVE;
            Optional<String> error =
                    subscription == null ? refusal : subscription.refusal().map(WampException::getMessage);
            return new SubscriptionStatus(item.topic(), item.match().name().toLowerCase(Locale.ROOT), isActive, error);
        }
    }

    /** @param name names the connection in log lines */
    RemoteSession(
            String name, WampClient client, List<SubscriptionItem> subscriptions, SessionEvents events, Clock clock) {
        this.name = name;
        this.client = client;
        this.events = events;
        this.clock = clock;
        sinceMillis = clock.millis();
        subscriptions.forEach(item -> topics.add(new Topic(item)));
        client.onState(this::changed);
    }

    @Override
    public void start() {
        client.open();
    }

    @Override
    public void stop(int code, String reason) {
        synchronized (this) {
            isStopped = true;
            notifyAll();
        }
        client.closeAsync();
    }

    @Override
    public synchronized void awaitEnd(long timeoutMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        for (long left = timeoutMillis; left > 0 && state != State.STOPPED && state != State.FAILED; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
    }

    @Override
    public synchronized void pause() {
        isPaused = true;
    }

    @Override
    public synchronized void resume() {
        isPaused = false;
        notifyAll();
    }

    /** A session has no part that could be closed alone. */
    @Override
    public void close(int slot, int code, String reason) {
        LOG.warn("{} is not closed although {}: the remote is a WAMP router", name, reason);
    }

    private void changed(ClientState next) {
        switch (next) {
            case ClientState.Connecting connecting -> become(State.CONNECTING, Optional.empty());
            case ClientState.Joined joined -> {
                // The event of the connection precedes those of its subscriptions, which wait for the state.
                events.joined();
                become(State.OPEN, Optional.empty());
                topics.forEach(this::subscribe);
            }
            case ClientState.Lost lost -> lost(State.WAITING, lost.why(), false);
            case ClientState.Failed failed -> lost(State.FAILED, failed.why(), false);
            case ClientState.Closed closed -> lost(State.STOPPED, null, true);
        }
    }

    /** @param why null for a stop by the owner */
    private void lost(State next, WampException why, boolean isOwn) {
        Optional<String> error = Optional.ofNullable(why).map(WampException::getMessage);
        boolean wasOpen;
        synchronized (this) {
            wasOpen = state == State.OPEN;
        }
        if (wasOpen) {
            events.left(error.orElse("the connection was stopped"), isOwn);
        }
        become(next, error);
    }

    private synchronized void become(State next, Optional<String> error) {
        state = next;
        sinceMillis = clock.millis();
        lastError = error.or(() -> lastError);
        if (next == State.OPEN) {
            joins++;
        }
        notifyAll();
    }

    /** Subscribes for the first time. From then on the client itself restores the subscription. */
    private void subscribe(Topic topic) {
        synchronized (this) {
            if (topic.subscription != null || topic.isRequested) {
                return;
            }
            topic.isRequested = true;
        }
        client.session()
                .subscribeAsync(
                        topic.item.topic(),
                        SubscriptionOptions.EXACT.withMatch(topic.item.match()),
                        event -> received(topic.item, event))
                .whenComplete((subscription, failure) -> subscribed(topic, subscription, failure));
    }

    private void subscribed(Topic topic, Subscription subscription, Throwable failure) {
        synchronized (this) {
            topic.isRequested = false;
            topic.subscription = subscription;
            topic.refusal = Optional.ofNullable(failure).map(Throwable::getMessage);
        }
        if (failure != null) {
            LOG.warn(
                    "{} cannot subscribe to topic={}: {} - it tries again with the next session",
                    name,
                    topic.item.topic(),
                    failure.getMessage());
        }
    }

    private void received(SubscriptionItem item, Event event) throws InterruptedException {
        synchronized (this) {
            // An event may come before the state: the client restores subscriptions before it tells of the session.
            while ((isPaused || state != State.OPEN) && !isStopped) {
                wait();
            }
            if (isStopped) {
                return;
            }
        }
        events.received(item, event);
    }

    /**
     * Calls a procedure of the router.
     *
     * @throws WampException the error of the callee or of the router, unchanged; {@code wamp.error.timeout} after the timeout
     */
    CallResult call(RemoteCall call) throws InterruptedException {
        CompletableFuture<CallResult> answer = client.session()
                .newCall(call.procedure())
                .argList(call.args())
                .kwargs(call.kwargs())
                .timeout(Duration.ofMillis(call.timeoutMillis()))
                .send();
        try {
            return answer.get(call.timeoutMillis() + ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WampException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new WampException(ConnectionErrors.TIMEOUT, "no answer within " + call.timeoutMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(false);
            throw e;
        }
    }

    @Override
    public synchronized ConnectionStatus status() {
        return new ConnectionStatus(
                state,
                sinceMillis,
                Math.max(0, joins - 1),
                lastError,
                state == State.OPEN ? 1 : 0,
                0,
                topics.stream().map(Topic::status).toList());
    }
}
