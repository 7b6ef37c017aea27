package io.signalbox.transport.connecting;

/**
 * Turn of one attempt to connect, among the attempts to the same server.
 *
 * @param delayMillis the delay of the attempt in milliseconds, at least 0
 * @param giveBack runs if the attempt ends before its delay; thread-safe
 */
public record ConnectTurn(long delayMillis, Runnable giveBack) {
    /** Turn without a delay. */
    public static final ConnectTurn NOW = new ConnectTurn(0, () -> {});
}
