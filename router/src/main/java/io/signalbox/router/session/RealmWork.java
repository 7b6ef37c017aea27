package io.signalbox.router.session;

/** What a part of a realm needs to do something later, inside the realm's loop again. */
public record RealmWork(String realm, RealmTasks tasks, Timers timers) {

    /** Runs the action inside the loop, no sooner than after {@code delayNanos}. */
    public void after(long delayNanos, String what, Runnable action) {
        timers.after(delayNanos, () -> tasks.submit(what, action));
    }
}
