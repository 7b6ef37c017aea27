package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.atomic.AtomicBoolean;

/** Deadline of one wait: either the wait ends in time, or the deadline passes. Thread-safe. */
final class Deadline {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Timers.Timeout timeout;

    /** @param missed runs once unless {@link #end} is called first, on a thread of the timers */
    Deadline(Timers timers, long delayNanos, Runnable missed) {
        timeout = timers.after(delayNanos, () -> {
            if (over.compareAndSet(false, true)) {
                missed.run();
            }
        });
    }

    /** Ends the wait. Returns false if the wait has ended before or the deadline has passed. */
    boolean end() {
        boolean inTime = over.compareAndSet(false, true);
        if (inTime) {
            timeout.cancel();
        }
        return inTime;
    }
}
