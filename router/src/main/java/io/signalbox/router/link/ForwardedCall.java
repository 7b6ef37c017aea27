package io.signalbox.router.link;

import io.signalbox.router.session.Timers;

/** Call that waits for its result. Thread-safe. */
final class ForwardedCall {
    final long invocation;
    final String procedure;

    /** Zero or less for a call without a timeout. */
    final long timeoutMillis;

    /** Id of the request at the target. Set before the call is sent. */
    volatile long call;

    /** Whether further inputs may arrive. Changed on the thread that reads the source. */
    volatile boolean isInputOpen;

    /** Time at which the call is overdue. */
    volatile long overdueNanos;

    private volatile boolean hasEnded;
    private volatile Timers.Timeout timer = () -> {};

    ForwardedCall(long invocation, String procedure, long timeoutMillis) {
        this.invocation = invocation;
        this.procedure = procedure;
        this.timeoutMillis = timeoutMillis;
    }

    /** Sets the timer that {@link #ended} cancels. */
    void timer(Timers.Timeout started) {
        timer = started;
        if (hasEnded) {
            started.cancel();
        }
    }

    void ended() {
        hasEnded = true;
        timer.cancel();
    }
}
