package io.signalbox.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Session of a client in a realm. After a reconnect the object stands for the next session, with the same subscriptions and
 * registrations. Between two sessions each request fails with {@link WampException#NOT_CONNECTED}. Thread-safe.
 *
 * <p>Each operation has a blocking form, for virtual threads and simple programs, and a form with a
 * {@link CompletableFuture}, whose stages run on virtual threads.
 *
 * <pre>{@code
 * try (WampClient example = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1").build()) {
 *     WampSession joined = example.connect();
 *     joined.register("com.example.add", call -> call.arg(0, Integer.class) + call.arg(1, Integer.class));
 *     joined.subscribe("com.example.added", event -> System.out.println(event.args()));
 *     int sum = joined.call("com.example.add", 2, 3).as(Integer.class);
 *     joined.publish("com.example.added", sum);
 * }
 * }</pre>
 */
public final class WampSession {
    private final CurrentSession current;
    private final Subscriptions subscriptions;
    private final Registrations registrations;
    private final ClientListeners listeners;
    private final Executor executor;

    WampSession(
            CurrentSession current,
            Subscriptions subscriptions,
            Registrations registrations,
            ClientListeners listeners,
            Executor executor) {
        this.current = current;
        this.subscriptions = subscriptions;
        this.registrations = registrations;
        this.listeners = listeners;
        this.executor = executor;
    }

    /**
     * Returns the details of the current session.
     *
     * @throws WampException {@link WampException#NOT_CONNECTED} if the client has no session
     */
    public SessionDetails details() {
        JoinedSession joined = joined();
        if (joined == null) {
            throw notConnected().here();
        }
        return joined.details();
    }

    /** Returns whether the client has a session at the moment. */
    public boolean isJoined() {
        return joined() != null;
    }

    /**
     * Adds a listener of the sessions that are joined from now on. It is called on a virtual thread, after all subscriptions and
     * registrations have been requested again and the router has answered.
     */
    public void onJoin(Consumer<SessionDetails> listener) {
        listeners.joins().add(listener);
    }

    /** Adds a listener of the ends of sessions, which gets the reason. It is called on a virtual thread. */
    public void onLeave(Consumer<WampException> listener) {
        listeners.leaves().add(listener);
    }

    /** Returns a call whose options can be set. */
    public Call newCall(String procedure) {
        return new Call(this, procedure);
    }

    /**
     * Calls a procedure and waits for the result. An interrupt of the waiting thread cancels the call.
     *
     * @throws WampException if the callee, the router or the client answers with an error
     */
    public CallResult call(String procedure, Object... args) {
        return newCall(procedure).args(args).await();
    }

    /** Calls a procedure. The future fails with a {@link WampException}. Canceling the future cancels the call. */
    public CompletableFuture<CallResult> callAsync(String procedure, Object... args) {
        return newCall(procedure).args(args).send();
    }

    /** Returns a publication whose options can be set. */
    public Publication newPublication(String topic) {
        return new Publication(this, topic);
    }

    /**
     * Publishes an event without an acknowledgment. Does not wait. An event that the router refuses is lost, see
     * {@link Publication#acknowledge}.
     *
     * @throws WampException if the client has no session, or a limit is reached
     */
    public void publish(String topic, Object... args) {
        newPublication(topic).args(args).send();
    }

    /** Subscribes to a topic and waits for the answer of the router. */
    public Subscription subscribe(String topic, EventHandler handler) {
        return subscribe(topic, SubscriptionOptions.EXACT, handler);
    }

    /**
     * Subscribes to a topic or pattern and waits for the answer of the router.
     *
     * @throws WampException if the router or the client answers with an error
     */
    public Subscription subscribe(String topic, SubscriptionOptions options, EventHandler handler) {
        return Blocking.await(subscribeAsync(topic, options, handler));
    }

    /** Subscribes to a topic. */
    public CompletableFuture<Subscription> subscribeAsync(String topic, EventHandler handler) {
        return subscribeAsync(topic, SubscriptionOptions.EXACT, handler);
    }

    /** Subscribes to a topic or pattern. Canceling the future ends the subscription. */
    public CompletableFuture<Subscription> subscribeAsync(
            String topic, SubscriptionOptions options, EventHandler handler) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(handler, "handler");
        JoinedSession joined = joined();
        return joined == null
                ? CompletableFuture.failedFuture(notConnected())
                : subscriptions.subscribe(joined.requests(), topic, options, handler);
    }

    /** Registers a procedure and waits for the answer of the router. */
    public Registration register(String procedure, InvocationHandler handler) {
        return register(procedure, RegistrationOptions.EXACT, handler);
    }

    /**
     * Registers a procedure or pattern and waits for the answer of the router.
     *
     * @throws WampException if the router or the client answers with an error
     */
    public Registration register(String procedure, RegistrationOptions options, InvocationHandler handler) {
        return Blocking.await(registerAsync(procedure, options, handler));
    }

    /** Registers a procedure. */
    public CompletableFuture<Registration> registerAsync(String procedure, InvocationHandler handler) {
        return registerAsync(procedure, RegistrationOptions.EXACT, handler);
    }

    /** Registers a procedure or pattern. Canceling the future ends the registration. */
    public CompletableFuture<Registration> registerAsync(
            String procedure, RegistrationOptions options, InvocationHandler handler) {
        Objects.requireNonNull(procedure, "procedure");
        Objects.requireNonNull(handler, "handler");
        JoinedSession joined = joined();
        return joined == null
                ? CompletableFuture.failedFuture(notConnected())
                : registrations.register(joined.requests(), procedure, options, handler);
    }

    /**
     * Returns the sender of messages of the current session.
     *
     * @throws WampException {@link WampException#NOT_CONNECTED} if the client has no session
     */
    public MessageSender sender() {
        JoinedSession joined = joined();
        if (joined == null) {
            throw notConnected().here();
        }
        return new MessageSender(joined.requests());
    }

    /** Returns the executor of the code of the user. */
    Executor executor() {
        return executor;
    }

    /** Returns a queue without a limit. */
    SerialQueue queue(String name) {
        return new SerialQueue(name, executor, Long.MAX_VALUE);
    }

    /** Returns the current session; null if there is none. */
    JoinedSession joined() {
        return current.joined();
    }

    /** Returns why there is no session. */
    WampException notConnected() {
        return current.notConnected();
    }
}
