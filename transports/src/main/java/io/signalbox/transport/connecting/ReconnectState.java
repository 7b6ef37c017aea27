package io.signalbox.transport.connecting;

/**
 * State of a {@link Reconnection}.
 *
 * @param <C> the type of the connection
 */
public sealed interface ReconnectState<C> {

    /**
     * An attempt to connect is under way.
     *
     * @param attempt number of the attempt since the last success, from 1
     */
    record Connecting<C>(int attempt) implements ReconnectState<C> {}

    /** The connection is open. */
    record Open<C>(C connection) implements ReconnectState<C> {}

    /**
     * The next attempt follows after a delay.
     *
     * @param why the failure of the last attempt, or the end of the last connection
     * @param failedAttempts attempts without success so far, at least 1
     */
    record Waiting<C>(Throwable why, int failedAttempts, long delayMillis) implements ReconnectState<C> {}

    /** The owner has stopped the reconnection. No state follows. */
    record Stopped<C>() implements ReconnectState<C> {}

    /**
     * The policy permits no further attempt. No state follows.
     *
     * @param why the failure of the last attempt, or the end of the last connection
     */
    record Failed<C>(Throwable why, int failedAttempts) implements ReconnectState<C> {}
}
