package io.signalbox.router.session;

/** Executor of a realm's loop for tasks that belong to no client session. */
public interface RealmExecutor {

    /**
     * Runs the action behind the current task and before any other task. Inside the loop only.
     *
     * @param what names the action in log lines
     */
    void followUp(String what, Runnable action);

    /**
     * Runs the action behind the waiting tasks. Thread-safe.
     *
     * @param what names the action in log lines
     */
    void submit(String what, Runnable action);
}
