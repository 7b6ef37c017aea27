package io.signalbox.router.container;

/** Ends of components that end their container. A component that is started again has not ended. */
public enum ShutdownMode {
    /** None. */
    SHUTDOWN_MANUAL,
    /** The first one. */
    SHUTDOWN_ON_ANY_COMPONENT_STOPPED,
    /** The first failure. */
    SHUTDOWN_ON_ANY_COMPONENT_FAILED,
    /** The last one. */
    SHUTDOWN_ON_LAST_COMPONENT_STOPPED;

    /**
     * Returns whether the end of a component ends the container.
     *
     * @param isLast whether no component runs or waits for a start
     */
    boolean isPulledBy(boolean failure, boolean isLast) {
        return switch (this) {
            case SHUTDOWN_MANUAL -> false;
            case SHUTDOWN_ON_ANY_COMPONENT_STOPPED -> true;
            case SHUTDOWN_ON_ANY_COMPONENT_FAILED -> failure;
            case SHUTDOWN_ON_LAST_COMPONENT_STOPPED -> isLast;
        };
    }
}
