package io.signalbox.transport.connection;

/**
 * Timers of a connection; 0 switches one off.
 *
 * @param closeHandshakeTimeoutMillis how long a peer may take to read what waits for it and to close its side too
 * @param writeTimeoutMillis how long a write may make no progress
 * @param autoPingIntervalMillis when to send a PING to a peer from which nothing was heard
 * @param autoPingTimeoutMillis how long to wait for the answer before the connection is cut
 * @param autoPingSizeBytes at most 125; at least 12 are sent
 * @param autoPingRestartOnAnyTraffic whether whatever a peer sends is as good as a PONG; else only a PONG is
 */
public record Timing(
        long closeHandshakeTimeoutMillis,
        long writeTimeoutMillis,
        long autoPingIntervalMillis,
        long autoPingTimeoutMillis,
        int autoPingSizeBytes,
        boolean autoPingRestartOnAnyTraffic) {

    /** Timers for which any traffic is as good as a PONG. */
    public Timing(
            long closeHandshakeTimeoutMillis,
            long writeTimeoutMillis,
            long autoPingIntervalMillis,
            long autoPingTimeoutMillis,
            int autoPingSizeBytes) {
        this(
                closeHandshakeTimeoutMillis,
                writeTimeoutMillis,
                autoPingIntervalMillis,
                autoPingTimeoutMillis,
                autoPingSizeBytes,
                true);
    }
}
