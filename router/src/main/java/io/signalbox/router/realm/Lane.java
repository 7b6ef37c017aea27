package io.signalbox.router.realm;

import io.signalbox.router.realm.Stage.Outcome;
import io.signalbox.router.session.Timers;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Queue of one session's messages in front of the realm. The first message waits until its payload has been inspected, or
 * until an authorizer has decided. No later message overtakes the first one, and neither does a violation or the CLOSE
 * frame of the client. One exception: YIELD and ERROR overtake a request whose authorization is pending, because the
 * authorizer may wait for the answer of this very session. YIELD and ERROR keep their order.
 *
 * <p>Waiting messages are charged to the {@link Credit} of the session, which pauses reading. Confined to the realm's
 * loop.
 */
final class Lane implements RealmTask {
    private final SessionLifecycle lifecycle;
    private final RealmLoop loop;
    private final Timers timers;
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();

    /** Deadline of the pending authorization; null if none is pending. */
    private Deadline held;

    /**
     * Number of authorizations so far. Distinguishes the outcome of the current authorization from the outcome of an
     * abandoned one.
     */
    private int authorizations;

    /** Whether {@link #abandon} has ended all waits, because the session is no longer open. */
    private boolean abandoned;

    /** The entry that {@link #run} processes, for {@link #failed}. */
    private Entry current;

    /** A message of the session, or the end of its messages. */
    interface Entry extends RealmTask {

        /** Returns whether this is a YIELD or an ERROR. */
        default boolean isAnswer() {
            return false;
        }

        /** Returns whether the work on other threads that precedes {@link #proceed} is done. */
        default boolean isReady() {
            return true;
        }

        /** Called when the lane queues the entry, at most once. */
        default void waits() {}

        /** Runs {@code then} when the entry is ready, on any thread. */
        default void whenReady(Runnable then) {
            then.run();
        }

        /**
         * Processes the entry.
         *
         * @return the weight in the loop
         */
        int proceed();
    }

    Lane(SessionLifecycle lifecycle, RealmLoop loop, Timers timers) {
        this.lifecycle = lifecycle;
        this.loop = loop;
        this.timers = timers;
    }

    /**
     * Returns whether an entry may proceed now. Otherwise the lane queues the entry, and calls {@link Entry#proceed}
     * later.
     */
    boolean admits(Entry entry) {
        boolean ready = abandoned || entry.isReady();
        if (ready && (held == null ? waiting.isEmpty() : entry.isAnswer() && firstAnswer() == null)) {
            return true;
        }
        waiting.add(entry);
        entry.waits();
        if (!ready) {
            entry.whenReady(() -> loop.submit(this));
        }
        return false;
    }

    /**
     * Queues all later messages until a decision.
     *
     * @param what names the decision in log lines
     * @param then takes the outcome inside the loop; never called after {@link #abandon}
     */
    <T> void await(CompletionStage<? extends T> later, long timeoutNanos, String what, Consumer<Outcome<T>> then) {
        int number = ++authorizations;
        Stage<T> stage = new Stage<>(
                timers,
                timeoutNanos,
                task -> loop.submit(lifecycle.task(what, task)),
                outcome -> decided(number, outcome, then));
        held = stage.deadline();
        held.start();
        stage.await(later);
    }

    private <T> void decided(int number, Outcome<T> outcome, Consumer<Outcome<T>> then) {
        if (held != null && number == authorizations) {
            held = null;
            proceedLater();
            then.accept(outcome);
        }
    }

    /** Ends all waits, because the session is no longer open. Queued entries proceed without further waits. */
    void abandon() {
        abandoned = true;
        Deadline pending = held;
        held = null;
        proceedLater();
        if (pending != null) {
            pending.end();
        }
    }

    private void proceedLater() {
        if (!waiting.isEmpty()) {
            loop.followUp(this);
        }
    }

    /** Processes the next entry, and schedules a further task for the entry behind. */
    @Override
    public int run() {
        Entry next = held == null ? waiting.peek() : firstAnswer();
        if (next == null || !abandoned && !next.isReady()) {
            return 1;
        }
        waiting.remove(next);
        proceedLater();
        current = next;
        int weight = next.proceed();
        // Kept for failed() only: a message that is handled must not stay alive.
        current = null;
        return weight;
    }

    private Entry firstAnswer() {
        for (Entry entry : waiting) {
            if (entry.isAnswer()) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public void failed(Throwable failure) {
        Entry broken = current;
        current = null;
        broken.failed(failure);
    }
}
