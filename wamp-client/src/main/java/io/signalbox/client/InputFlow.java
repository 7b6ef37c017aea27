package io.signalbox.client;

import java.util.concurrent.Flow;

/**
 * Subscriber of the arguments that a caller sends as a stream. Each item is requested when the outbox has room for the item before.
 * Thread-safe.
 */
final class InputFlow implements Flow.Subscriber<Object> {
    private final ProgressiveCall call;

    /** Order of the signals, whose handling may wait for room in the outbox. */
    private final SerialQueue signals;

    /** Confined to the tasks of the queue. */
    private Flow.Subscription subscription;

    InputFlow(ProgressiveCall call, SerialQueue signals) {
        this.call = call;
        this.signals = signals;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        signals.add(() -> {
            subscription = begun;
            call.result().whenComplete((result, failure) -> begun.cancel());
            begun.request(1);
        });
    }

    @Override
    public void onNext(Object item) {
        signals.add(() -> {
            call.send(Reply.from(item), true);
            subscription.request(1);
        });
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(() -> call.result().completeExceptionally(failure));
    }

    @Override
    public void onComplete() {
        signals.add(() -> call.send(Reply.of(), false));
    }
}
