package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Wait of one session for an answer that comes later: a step of its authentication or the authorization of a request. A
 * stage has exactly one outcome: the answer, a failure, or the deadline; or it is abandoned, because the session ends.
 *
 * <p>Thread safety: all methods are thread-safe.
 *
 * @param <T> type of the answer
 */
final class Stage<T> {
    private final Executor executor;
    private final Consumer<Outcome<T>> then;
    private final Deadline deadline;

    /** Outcome of a stage. */
    sealed interface Outcome<T> {

        /** @param value not null */
        record Answered<T>(T value) implements Outcome<T> {}

        record Failed<T>(Throwable cause) implements Outcome<T> {}

        /** No answer has come within the deadline. */
        record Late<T>() implements Outcome<T> {}
    }

    /**
     * @param executor runs {@code then}; must not refuse a task, because the outcome ends a wait of a client
     * @param then takes the outcome, never within a call of this class unless the executor runs its tasks at once
     */
    Stage(Timers timers, long timeoutNanos, Executor executor, Consumer<Outcome<T>> then) {
        this.executor = executor;
        this.then = then;
        deadline = new Deadline(timers, timeoutNanos, () -> pass(new Outcome.Late<>()));
    }

    /**
     * Awaits the answer. Called once.
     *
     * @param later completes on any thread; null and exceptions are failures
     */
    void await(CompletionStage<? extends T> later) {
        try {
            later.whenComplete(this::complete);
        } catch (Throwable failure) {
            complete(null, failure);
        }
    }

    /**
     * Returns the deadline, which the owner of the stage starts. {@link Deadline#end} abandons the stage: a later
     * answer has no effect.
     */
    Deadline deadline() {
        return deadline;
    }

    private void complete(T answer, Throwable failure) {
        if (deadline.end()) {
            pass(answer == null ? new Outcome.Failed<>(cause(failure)) : new Outcome.Answered<>(answer));
        }
    }

    private static Throwable cause(Throwable failure) {
        if (failure == null) {
            return new NullPointerException("the answer is null");
        }
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        return wrapped ? failure.getCause() : failure;
    }

    private void pass(Outcome<T> outcome) {
        executor.execute(() -> then.accept(outcome));
    }
}
