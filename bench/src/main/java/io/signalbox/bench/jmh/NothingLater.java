package io.signalbox.bench.jmh;

import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.Timers;

/** Executor and timers of a realm in which no task is deferred. */
final class NothingLater implements RealmExecutor, Timers {

    static RealmWork work() {
        NothingLater nothing = new NothingLater();
        return new RealmWork("bench", nothing, nothing);
    }

    @Override
    public void followUp(String what, Runnable action) {
        throw new UnsupportedOperationException(what);
    }

    @Override
    public void submit(String what, Runnable action) {
        throw new UnsupportedOperationException(what);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public Timeout after(long delayNanos, Runnable task) {
        throw new UnsupportedOperationException("a timer");
    }
}
