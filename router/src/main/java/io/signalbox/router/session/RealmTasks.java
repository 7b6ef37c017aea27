package io.signalbox.router.session;

/** Work for a realm's loop that comes from no client. */
public interface RealmTasks {

    /** Runs the action behind the task that is running and before any other; inside the loop only. */
    void followUp(String what, Runnable action);

    /** Runs the action behind the tasks that wait; any thread. */
    void submit(String what, Runnable action);
}
