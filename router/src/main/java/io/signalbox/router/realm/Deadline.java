package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deadline of one wait: either the wait ends in time, or the deadline passes. Thread-safe. */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    private final Timers timers;
    private final long delayNanos;
    private final Runnable missed;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Null before the start. */
    private volatile Timers.Timeout timeout;

    /** @param missed runs once unless {@link #end} is called first, on a thread of the timers */
    Deadline(Timers timers, long delayNanos, Runnable missed) {
        this.timers = timers;
        this.delayNanos = delayNanos;
        this.missed = missed;
    }

    /**
     * Starts the time, once. The owner of the deadline stores it before, because the deadline may pass before this method
     * returns.
     */
    void start() {
        timeout = timers.after(delayNanos, () -> {
            if (over.compareAndSet(false, true)) {
                missed.run();
            }
        });
        if (over.get()) {
            // The wait has ended meanwhile, possibly before there was a timer to cancel.
            cancel();
        }
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
        Timers.Timeout started = timeout;
        if (started == null) {
            return;
        }
        try {
            started.cancel();
        } catch (Throwable failure) {
            // The wait is over, so that the timer has no effect. The exception must not stop the code behind the wait.
            LOG.error("a timer cannot be cancelled; the timer is ignored", failure);
        }
    }
}
