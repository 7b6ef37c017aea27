package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.WampConnection;

/** State of a {@link Reconnection}. */
public sealed interface ReconnectState {

    /**
     * An attempt to connect is under way.
     *
     * @param attempt number of the attempt since the last success, from 1
     */
    record Connecting(int attempt) implements ReconnectState {}

    /** The connection is open. */
    record Open(WampConnection connection) implements ReconnectState {}

    /**
     * The next attempt follows after a delay.
     *
     * @param why the failure of the last attempt, or the end of the last connection
     * @param failedAttempts attempts without success so far, at least 1
     */
    record Waiting(Throwable why, int failedAttempts, long delayMillis) implements ReconnectState {}

    /** The owner has stopped the reconnection. No state follows. */
    record Stopped() implements ReconnectState {}

    /**
     * The policy permits no further attempt. No state follows.
     *
     * @param why the failure of the last attempt, or the end of the last connection
     */
    record Failed(Throwable why, int failedAttempts) implements ReconnectState {}
}
