package io.signalbox.client;

import java.util.concurrent.Flow;

/**
 * Subscriber of the results that a handler returns as a stream. Each item is a progressive result, and is requested when the outbox
 * has room for the item before. Thread-safe.
 */
final class ResultFlow implements Flow.Subscriber<Object> {
    private final RunningInvocation invocation;
    private final boolean wantsProgress;

    /** Order of the signals, whose handling may wait for room in the outbox. */
    private final SerialQueue signals;

    // Confined to the tasks of the queue.
    private Flow.Subscription subscription;
    private Object last;

    ResultFlow(RunningInvocation invocation, boolean wantsProgress, SerialQueue signals) {
        this.invocation = invocation;
        this.wantsProgress = wantsProgress;
        this.signals = signals;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        signals.add(() -> {
            subscription = begun;
            invocation.onInterrupt(() -> {
                begun.cancel();
                invocation.answerInterrupt();
            });
            begun.request(1);
        });
    }

    @Override
    public void onNext(Object item) {
        signals.add(() -> {
            if (wantsProgress) {
                invocation.progress(Reply.from(item));
            } else {
                last = item;
            }
            subscription.request(1);
        });
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(() -> invocation.fail(failure));
    }

    @Override
    public void onComplete() {
        signals.add(() -> invocation.answer(last));
    }
}
