package io.signalbox.client;

import io.signalbox.protocol.message.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Call whose arguments are sent one after the other (spec: Progressive Call Invocations). Thread-safe.
 *
 * <pre>{@code
 * session.register("com.example.sum", call -> {
 *     AtomicInteger sum = new AtomicInteger();
 *     call.forEachInput(input -> sum.addAndGet(input.arg(0, Integer.class)));
 *     return sum.get();
 * });
 * ProgressiveCall call = session.newCall("com.example.sum").args(1).begin();
 * call.send(2);
 * int sum = call.end(3).join().as(Integer.class);
 * }</pre>
 */
public final class ProgressiveCall {
    private final JoinedSession session;
    private final PendingCall call;

    // Guarded by this.
    private boolean isEnded;

    ProgressiveCall(JoinedSession session, PendingCall call) {
        this.session = session;
        this.call = call;
    }

    /**
     * Sends further arguments. Waits while more bytes wait to be sent than {@link ClientLimits} permits. No effect if the callee has
     * answered already.
     *
     * @throws IllegalStateException after {@link #end}
     */
    public void send(Object... args) {
        send(Reply.of(args), true);
    }

    /** Sends further arguments and keyword arguments, as {@link #send(Object...)} does. */
    public void send(List<?> args, Map<String, ?> kwargs) {
        Reply further = Reply.ofArgs(args);
        for (Map.Entry<String, ?> entry : kwargs.entrySet()) {
            further = further.with(entry.getKey(), entry.getValue());
        }
        send(further, true);
    }

    /** Sends the last arguments, which may be none. The future is the one of {@link #result}. */
    public CompletableFuture<CallResult> end(Object... args) {
        send(Reply.ofArgs(Arrays.asList(args)), false);
        return call;
    }

    /** Returns the future of the result. Canceling the future cancels the call. */
    public CompletableFuture<CallResult> result() {
        return call;
    }

    void send(Reply further, boolean isProgress) {
        Payload payload = session.context().mapper().payload(session.format(), further.args(), further.kwargs());
        if (!session.requests().awaitRoom()) {
            return;
        }
        synchronized (this) {
            if (isEnded) {
                throw new IllegalStateException("the last arguments have been sent");
            }
            isEnded = !isProgress;
        }
        call.sendFurther(isProgress ? Map.of("progress", true) : Map.of(), payload);
    }
}
