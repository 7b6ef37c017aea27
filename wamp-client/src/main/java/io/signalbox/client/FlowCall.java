package io.signalbox.client;

import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.RouterMessage;
import java.util.Map;
import java.util.concurrent.Flow;

/** Call whose results are the items of a subscriber. Thread-safe. */
final class FlowCall implements PendingRequest {
    private final JoinedSession session;
    private final String procedure;
    private final CancelMode cancelMode;
    private final FlowQueue<CallResult> queue;

    /** Set before the message is in the outbox. */
    private volatile long id;

    FlowCall(
            JoinedSession session,
            String procedure,
            CancelMode cancelMode,
            Flow.Subscriber<? super CallResult> subscriber) {
        this.session = session;
        this.procedure = procedure;
        this.cancelMode = cancelMode;
        ClientContext context = session.context();
        queue = new FlowQueue<>(subscriber, context.executor(), context.limits().maxQueuedBytes(), this::cancel);
    }

    /** Gives the subscriber its subscription, when the call has been sent. */
    void begin() {
        queue.begin();
    }

    /** Creates CALL. */
    io.signalbox.protocol.message.Call message(long request, Map<String, Object> options, Payload payload) {
        id = request;
        return new io.signalbox.protocol.message.Call(request, options, procedure, payload);
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
        if (result.isProgress()) {
            if (!queue.offer(result, payload.heldBytes())) {
                queue.fail(WampException.local(
                        WampException.QUEUE_FULL,
                        "the subscriber of the results of '" + procedure
                                + "' is too slow - request more, or raise maxQueuedBytes",
                        null));
                cancel();
            }
            return;
        }
        if (!message.payload().isEmpty()) {
            // The last result is never refused: the call is over.
            queue.offer(result, 0);
        }
        queue.complete();
    }

    @Override
    public void failed(WampException failure) {
        queue.fail(failure);
    }

    private void cancel() {
        session.cancel(id, cancelMode);
    }
}
