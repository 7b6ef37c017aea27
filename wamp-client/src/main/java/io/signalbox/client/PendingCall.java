package io.signalbox.client;

import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.RouterMessage;
import java.util.Map;
import java.util.function.Consumer;

/** Call that waits for its result. Completing the future without the result cancels the call. Thread-safe. */
final class PendingCall extends PendingFuture<CallResult> implements PendingRequest {
    private final JoinedSession session;
    private final String procedure;
    private final CancelMode cancelMode;

    // Both null for a call without progressive results.
    private final Consumer<CallResult> progress;
    private final SerialQueue queue;

    /** Set before the message is in the outbox. */
    private volatile long id;

    /** @param progress consumes the progressive results; null if the call does not want any */
    PendingCall(JoinedSession session, String procedure, CancelMode cancelMode, Consumer<CallResult> progress) {
        super(session.context().executor());
        this.session = session;
        this.procedure = procedure;
        this.cancelMode = cancelMode;
        this.progress = progress;
        queue = progress == null
                ? null
                : session.context().queue("the consumer of progressive results of '" + procedure + "'");
    }

    /** Creates CALL. */
    io.signalbox.protocol.message.Call message(long request, Map<String, Object> options, Payload payload) {
        id = request;
        return new io.signalbox.protocol.message.Call(request, options, procedure, payload);
    }

    /** Sends the next CALL of a progressive call, unless the call is over. */
    void sendFurther(Map<String, Object> options, Payload payload) {
        session.requests().sendWithin(id, new io.signalbox.protocol.message.Call(id, options, procedure, payload));
    }

    @Override
    public boolean isAnswer(RouterMessage message) {
        return message instanceof Result;
    }

    @Override
    public boolean isLast(RouterMessage answer) {
        return !new Details(((Result) answer).details()).flag("progress");
    }

    @Override
    public void answered(RouterMessage answer) {
        Result message = (Result) answer;
        ReceivedPayload payload = session.context().received(message.payload());
        CallResult result = new CallResult(payload.arguments(), message.details());
        if (queue == null) {
            if (!result.isProgress()) {
                arrived(result);
            }
        } else if (!result.isProgress()) {
            queue.add(() -> arrived(result));
        } else if (!queue.offer(() -> consume(result), payload.heldBytes())) {
            cancel(WampException.local(
                    WampException.QUEUE_FULL,
                    "the consumer of the progressive results of '" + procedure
                            + "' is too slow - speed it up, or raise maxQueuedBytes",
                    null));
        }
    }

    private void consume(CallResult result) {
        if (!isDone()) {
            progress.accept(result);
        }
    }

    @Override
    public void failed(WampException failure) {
        if (queue == null) {
            arrivedFailure(failure);
        } else {
            queue.add(() -> arrivedFailure(failure));
        }
    }

    /** Fails the call, and cancels it at the router. */
    private void cancel(WampException why) {
        arrivedFailure(why);
        abandoned();
    }

    /** Cancels the call because its time is over. The router does not announce that it measures the time. */
    void timedOut() {
        cancel(WampException.local(ErrorUri.TIMEOUT, "the time of the call of '" + procedure + "' is over", null));
    }

    @Override
    void abandoned() {
        session.cancel(id, cancelMode);
    }
}
