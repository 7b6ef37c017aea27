package io.signalbox.client;

import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Call with options, which is sent by {@link #await} or {@link #send}. Confined to one thread.
 *
 * <pre>{@code
 * session.register("com.example.search", call -> {
 *     call.progress("a fish");
 *     return "no more fish";
 * });
 * CallResult result = session.newCall("com.example.search")
 *         .args("fish")
 *         .kwarg("limit", 10)
 *         .timeout(Duration.ofSeconds(5))
 *         .onProgress(part -> System.out.println(part.args()))
 *         .await();
 * }</pre>
 */
public final class Call extends Request<Call> {
    private final WampSession session;
    private final String procedure;
    private CancelMode cancelMode = CancelMode.KILLNOWAIT;
    private Consumer<CallResult> progress;
    private long timeoutMillis;

    Call(WampSession session, String procedure) {
        this.session = session;
        this.procedure = Objects.requireNonNull(procedure, "procedure");
    }

    /**
     * Limits the time of the call (spec: Call Timeouts). The call then fails with {@code wamp.error.timeout}. If the router does
     * not announce call timeouts, the client measures the time and cancels the call.
     *
     * @param timeout at least 1 ms
     */
    public Call timeout(Duration timeout) {
        timeoutMillis = timeout.toMillis();
        if (timeoutMillis < 1) {
            throw new IllegalArgumentException("the timeout is " + timeout + ", not 1 ms or more");
        }
        return option("timeout", timeoutMillis);
    }

    /** Sets the mode in which the call is canceled (spec: Call Canceling); {@code killnowait} unless it is set. */
    public Call cancelMode(CancelMode mode) {
        cancelMode = mode;
        return this;
    }

    /** Sets the key that selects the callee of a sharded registration (spec: Sharded Registration). */
    public Call routingKey(String key) {
        return option("rkey", key).option("runmode", "partition");
    }

    /**
     * Asks for progressive results (spec: Progressive Call Results).
     *
     * @param consumer is called for each progressive result, on a virtual thread, for one result at a time, in order, and before
     *     the call ends. It may block. If more results wait than {@link ClientLimits} permits, the call is canceled and fails
     */
    public Call onProgress(Consumer<CallResult> consumer) {
        progress = consumer;
        return option("receive_progress", true);
    }

    /**
     * Sends the call and waits for the result. An interrupt of the waiting thread cancels the call.
     *
     * @throws WampException if the callee, the router or the client answers with an error
     */
    public CallResult await() {
        return Blocking.await(send());
    }

    /**
     * Sends the call. The future fails with a {@link WampException}. Canceling the future cancels the call, and so does any other
     * completion by the user, such as {@link CompletableFuture#orTimeout}.
     */
    public CompletableFuture<CallResult> send() {
        JoinedSession joined = session.joined();
        if (joined == null) {
            return CompletableFuture.failedFuture(session.notConnected());
        }
        return send(joined);
    }

    private PendingCall send(JoinedSession joined) {
        Payload payload = payload(joined);
        Map<String, Object> sent = options();
        PendingCall call = new PendingCall(joined, procedure, cancelMode, progress);
        joined.requests().send(call, id -> call.message(id, sent, payload));
        if (timeoutMillis > 0 && !joined.measuresTimeouts()) {
            measure(call, joined);
        }
        return call;
    }

    /**
     * Sends the call as the first of several with further arguments (spec: Progressive Call Invocations).
     *
     * @throws WampException if the client has no session; {@code wamp.error.feature_not_supported} if the router does not announce
     *     progressive calls
     */
    public ProgressiveCall begin() {
        JoinedSession joined = session.joined();
        if (joined == null) {
            throw session.notConnected().here();
        }
        if (!joined.details().announces("dealer", "progressive_call_invocations")) {
            throw new WampException(
                    ErrorUri.FEATURE_NOT_SUPPORTED, "the router does not announce progressive_call_invocations");
        }
        option("progress", true);
        return new ProgressiveCall(joined, send(joined));
    }

    /**
     * Sends the call, and further arguments from a stream: each item is the only argument of a further CALL, except for a
     * {@link Reply}, which has any arguments. The end of the stream sends the last CALL, without arguments. A failure of the stream
     * cancels the call, and the end of the call cancels the stream.
     *
     * @throws WampException as {@link #begin} does
     */
    public CompletableFuture<CallResult> send(Flow.Publisher<?> inputs) {
        ProgressiveCall call = begin();
        inputs.subscribe(new InputFlow(call, session.queue("the arguments of '" + procedure + "'")));
        return call.result();
    }

    /**
     * Returns the progressive results and the result as a stream. Each subscriber sends the call, and gets no more results than the
     * subscriber has requested; a result at the end without arguments is no item. If more results wait than {@link ClientLimits}
     * permits, because the protocol has no means to slow one callee down, the call is canceled and the stream fails. The end of the
     * subscription cancels the call. The subscriber runs on virtual threads, one at a time.
     */
    public Flow.Publisher<CallResult> results() {
        option("receive_progress", true);
        return subscriber -> {
            Objects.requireNonNull(subscriber);
            JoinedSession joined = session.joined();
            if (joined == null) {
                new FlowQueue<>(subscriber, session.executor(), 1, () -> {}).fail(session.notConnected());
                return;
            }
            FlowCall call = new FlowCall(joined, procedure, cancelMode, subscriber);
            Payload payload = payload(joined);
            Map<String, Object> sent = options();
            joined.requests().send(call, id -> call.message(id, sent, payload));
            call.begin();
        };
    }

    private void measure(PendingCall call, JoinedSession joined) {
        ScheduledFuture<?> timeout =
                joined.context().timer().schedule(call::timedOut, timeoutMillis, TimeUnit.MILLISECONDS);
        call.whenComplete((result, failure) -> timeout.cancel(false));
    }
}
