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
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import io.signalbox.protocol.message.CloseUri;
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

    /** Each repetition of SUBSCRIBE waits twice as long for its answer as the one before, up to this number of times. */
    private static final int MOST_DOUBLINGS = 8;

    private final String name;
    private final WampClient client;
    private final SessionEvents events;
    private final Clock clock;
    private final long answerMillis;
    private final List<Topic> topics = new ArrayList<>();

    // Guarded by this.
    private State state = State.INACTIVE;
    private long sinceMillis;
    private long joins;
    private Optional<String> lastError = Optional.empty();
    private boolean isPaused;
    private boolean isStopped;

    /** The session, or the last one; null before the first one. */
    private Origin current;

    /** Receiver of what happens to the session. */
    interface SessionEvents {
        void opened(EventOrigin origin);

        /** Takes an event. Called on a virtual thread for each subscription. */
        void received(EventOrigin origin, SubscriptionItem subscription, Event event);

        void left(EventOrigin origin, String why, boolean isOwn);
    }

    /** One subscription. Guarded by the monitor of the session. */
    private static final class Topic {
        private final SubscriptionItem item;
        private Subscription subscription;
        private boolean isRequested;

        /** Number of the session in which the subscription was requested last. */
        private long requestedIn;

        private int unanswered;
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

    /**
     * @param name names the connection in log lines
     * @param answerMillis the time that the router has to answer SUBSCRIBE
     */
    RemoteSession(
            String name,
            WampClient client,
            List<SubscriptionItem> subscriptions,
            SessionEvents events,
            Clock clock,
            long answerMillis) {
        this.name = name;
        this.client = client;
        this.events = events;
        this.clock = clock;
        this.answerMillis = answerMillis;
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

    /** One session. */
    private final class Origin implements EventOrigin {
        /** Whether this side leaves the session. Guarded by the monitor of the owner. */
        private boolean isLeft;

        @Override
        public int slot() {
            return 0;
        }

        @Override
        public String subprotocol() {
            return "";
        }

        /** Leaves the session. GOODBYE has no code. */
        @Override
        public void close(int code, String reason) {
            synchronized (RemoteSession.this) {
                if (current == this && !isStopped) {
                    isLeft |= client.rejoin(CloseUri.NORMAL, reason);
                }
            }
        }

        /** An event of a router has no reply. */
        @Override
        public boolean reply(WebSocketMessage message) {
            return false;
        }
    }

    private void changed(ClientState next) {
        switch (next) {
            case ClientState.Connecting connecting -> become(State.CONNECTING, Optional.empty());
            case ClientState.Joined joined -> {
                // The event of the connection precedes those of its subscriptions, which wait for the state.
                events.opened(next());
                become(State.OPEN, Optional.empty());
                topics.forEach(this::subscribe);
            }
            case ClientState.Lost lost -> lost(State.WAITING, lost.why());
            case ClientState.Failed failed -> lost(State.FAILED, failed.why());
            case ClientState.Closed closed -> lost(State.STOPPED, null);
        }
    }

    private synchronized Origin next() {
        current = new Origin();
        return current;
    }

    /** @param why null for a stop by the owner */
    private void lost(State next, WampException why) {
        Optional<String> error = Optional.ofNullable(why).map(WampException::getMessage);
        Origin left;
        boolean isOwn;
        synchronized (this) {
            left = state == State.OPEN ? current : null;
            isOwn = why == null || left != null && left.isLeft;
        }
        if (left != null) {
            events.left(left, error.orElse("the connection was stopped"), isOwn);
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
        long waitMillis;
        synchronized (this) {
            if (topic.subscription != null || topic.isRequested) {
                return;
            }
            topic.isRequested = true;
            topic.requestedIn = joins;
            waitMillis = answerMillis << Math.min(topic.unanswered, MOST_DOUBLINGS);
        }
        client.session()
                .subscribeAsync(
                        topic.item.topic(),
                        SubscriptionOptions.EXACT.withMatch(topic.item.match()),
                        event -> received(topic.item, event))
                .orTimeout(waitMillis, TimeUnit.MILLISECONDS)
                .whenComplete((subscription, failure) -> subscribed(topic, subscription, failure));
    }

    private void subscribed(Topic topic, Subscription subscription, Throwable failure) {
        boolean isUnanswered = failure instanceof TimeoutException;
        String why = isUnanswered
                ? "the router does not answer SUBSCRIBE (first limit " + answerMillis
                        + " ms, doubled with each repetition)"
                : failure == null ? null : failure.getMessage();
        boolean isNews;
        boolean isRepeated;
        synchronized (this) {
            topic.isRequested = false;
            topic.unanswered = isUnanswered ? topic.unanswered + 1 : 0;
            topic.subscription = subscription;
            isNews = why != null && !topic.refusal.equals(Optional.of(why));
            topic.refusal = Optional.ofNullable(why);
            // The next session may have begun before the failure of the request in the last one was known.
            isRepeated = why != null && state == State.OPEN && (isUnanswered || topic.requestedIn != joins);
        }
        if (isNews) {
            LOG.warn(
                    "{} cannot subscribe to topic={}: {} - it tries again{}",
                    name,
                    topic.item.topic(),
                    why,
                    isRepeated ? "" : " with the next session");
        }
        if (isRepeated) {
            // Not on the thread of the timeout, which all futures of the process share.
            Thread.ofVirtual().name("subscribe").start(() -> subscribe(topic));
        }
    }

    private void received(SubscriptionItem item, Event event) throws InterruptedException {
        Origin origin;
        synchronized (this) {
            // An event may come before the state: the client restores subscriptions before it tells of the session.
            while ((isPaused || state != State.OPEN) && !isStopped) {
                wait();
            }
            if (isStopped) {
                return;
            }
            origin = current;
        }
        events.received(origin, item, event);
    }

    /**
     * Calls a procedure of the router.
     *
     * @param waitMillis time to wait for a session
     * @throws WampException {@code signalbox.error.not_connected} without a session; the error of the callee or of the router,
     *     unchanged; {@code wamp.error.timeout} after the timeout
     */
    CallResult call(RemoteCall call, long waitMillis) throws InterruptedException {
        awaitSession(waitMillis);
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

    private synchronized void awaitSession(long waitMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        for (long left = waitMillis; left > 0 && !client.session().isJoined() && !isStopped; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
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
