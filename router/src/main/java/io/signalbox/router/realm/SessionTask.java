package io.signalbox.router.realm;

/**
 * Task of one session other than a message. The session ends if the action throws. Confined to the realm's loop.
 *
 * @param what names the task in log lines
 * @param inOrder whether the task has its turn behind the messages of the session that wait
 */
record SessionTask(SessionLifecycle lifecycle, String what, boolean inOrder, Runnable action) implements Lane.Entry {
    @Override
    public int run() {
        return !inOrder || lifecycle.admits(this) ? proceed() : 1;
    }

    @Override
    public int proceed() {
        action.run();
        return 1;
    }

    @Override
    public void failed(Throwable failure) {
        lifecycle.failed(what, failure);
    }
}
