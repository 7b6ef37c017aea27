package io.signalbox.router.process;

/** Events that stop the node, as {@code controller.options.shutdown} names them. */
public enum ShutdownTrigger {
    /** A signal. A signal always stops the node. */
    SHUTDOWN_ON_SHUTDOWN_REQUESTED,
    /** The exit of a worker that no start follows. */
    SHUTDOWN_ON_WORKER_EXIT,
    /** Such an exit with an exit code other than 0. */
    SHUTDOWN_ON_WORKER_EXIT_WITH_ERROR,
    /** The last such exit: no worker runs or waits for a start. */
    SHUTDOWN_ON_LAST_WORKER_EXIT;

    /**
     * Returns whether an exit stops the node.
     *
     * @param isLast whether no worker runs or waits for a start
     */
    boolean isPulledBy(WorkerExit exit, boolean isLast) {
        return switch (this) {
            case SHUTDOWN_ON_SHUTDOWN_REQUESTED -> false;
            case SHUTDOWN_ON_WORKER_EXIT -> true;
            case SHUTDOWN_ON_WORKER_EXIT_WITH_ERROR -> exit.failure();
            case SHUTDOWN_ON_LAST_WORKER_EXIT -> isLast;
        };
    }
}
