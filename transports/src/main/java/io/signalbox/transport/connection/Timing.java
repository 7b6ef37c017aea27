package io.signalbox.transport.connection;

/**
 * Timers of a connection. 0 disables a timer.
 *
 * @param closeHandshakeTimeoutMillis maximum time from a close to the end of the connection, in which the peer reads its
 *     backlog and closes too
 * @param writeTimeoutMillis maximum time of a write without progress
 * @param autoPingIntervalMillis time without traffic of the peer after which a PING is sent
 * @param autoPingTimeoutMillis maximum time from the PING to the answer
 * @param autoPingSizeBytes length of the payload of a PING; at most 125, and at least 12 are sent
 * @param autoPingRestartOnAnyTraffic whether any traffic of the peer counts as an answer; otherwise only a PONG
 */
public record Timing(
        long closeHandshakeTimeoutMillis,
        long writeTimeoutMillis,
        long autoPingIntervalMillis,
        long autoPingTimeoutMillis,
        int autoPingSizeBytes,
        boolean autoPingRestartOnAnyTraffic) {

    /** Creates timers for which any traffic counts as an answer. */
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
