package io.signalbox.router.realm;

import io.signalbox.router.dealer.CallTimer;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.Timers;

/** Timer that runs the dealer's deadlines inside the realm. Confined to the realm's loop. */
final class RealmCallTimer implements CallTimer {
    private final RealmExecutor executor;
    private final Timers timers;
    private Timers.Timeout wakeUp;

    RealmCallTimer(RealmExecutor executor, Timers timers) {
        this.executor = executor;
        this.timers = timers;
    }

    @Override
    public long nanoTime() {
        return timers.nanoTime();
    }

    @Override
    public long epochMillis() {
        return timers.epochMillis();
    }

    @Override
    public void wakeAfter(long delayNanos, Runnable task) {
        // The new timer precedes the cancellation: without any timer no call would time out.
        Timers.Timeout before = wakeUp;
        wakeUp = timers.after(delayNanos, () -> executor.submit("call timeout", task));
        if (before != null) {
            before.cancel();
        }
    }
}
