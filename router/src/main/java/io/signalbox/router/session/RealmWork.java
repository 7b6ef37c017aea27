package io.signalbox.router.session;

/** Name, executor and timers of a realm, for parts of the realm that schedule work. */
public record RealmWork(String realm, RealmExecutor executor, Timers timers) {

    /** Runs the action inside the loop, no sooner than after {@code delayNanos}. */
    public void after(long delayNanos, String what, Runnable action) {
        timers.after(delayNanos, () -> executor.submit(what, action));
    }
}
