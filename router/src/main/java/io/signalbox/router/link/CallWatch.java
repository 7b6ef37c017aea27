package io.signalbox.router.link;

import io.signalbox.router.session.Timers;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watch over the calls with timeouts, which the other router ends: a router that announces {@code call_timeout} and does not end them
 * would use up the calls of the link. Thread-safe.
 */
final class CallWatch {
    /** Time after the timeout of a call in which the answer of the other router arrives. */
    static final long GRACE_MILLIS = 5_000;

    /** Longest timeout: ten years, so that differences of times do not overflow. */
    private static final long MAX_TIMEOUT_MILLIS = TimeUnit.DAYS.toMillis(3650);

    private final Timers timers;
    private final Consumer<ForwardedCall> overdue;

    /** @param overdue is told of each call that has not ended in time, on a virtual thread; the call may end at the same time */
    CallWatch(Timers timers, Consumer<ForwardedCall> overdue) {
        this.timers = timers;
        this.overdue = overdue;
    }

    /** Watches a call that has been sent. No effect for a call without a timeout. */
    void begin(ForwardedCall call) {
        if (call.timeoutMillis > 0) {
            progressed(call);
            await(call, patienceNanos(call));
        }
    }

    /** Notes progress: the timeout starts anew (spec: Call Timeouts). */
    void progressed(ForwardedCall call) {
        if (call.timeoutMillis > 0) {
            call.overdueNanos = timers.nanoTime() + patienceNanos(call);
        }
    }

    private static long patienceNanos(ForwardedCall call) {
        return TimeUnit.MILLISECONDS.toNanos(Math.min(call.timeoutMillis, MAX_TIMEOUT_MILLIS) + GRACE_MILLIS);
    }

    private void await(ForwardedCall call, long delayNanos) {
        call.timer(timers.after(
                delayNanos, () -> Thread.ofVirtual().name("link-overdue").start(() -> check(call))));
    }

    private void check(ForwardedCall call) {
        long leftNanos = call.overdueNanos - timers.nanoTime();
        if (leftNanos > 0) {
            await(call, leftNanos);
        } else {
            overdue.accept(call);
        }
    }
}
