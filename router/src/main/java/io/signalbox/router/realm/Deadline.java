package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deadline of one wait: either the wait ends in time, or the deadline passes. Thread-safe. */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

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
            cancel();
        }
        return inTime;
    }

    private void cancel() {
        try {
            timeout.cancel();
        } catch (Throwable failure) {
            // The timer has no effect any more. What follows the wait must not be lost.
            LOG.error("a timer cannot be cancelled; the timer is ignored", failure);
        }
    }
}
