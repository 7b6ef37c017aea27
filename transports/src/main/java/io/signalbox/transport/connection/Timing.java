package io.signalbox.transport.connection;

/**
 * Timers of a connection; 0 switches one off, except where noted.
 *
 * @param closeHandshakeTimeoutMillis how long a peer may take to read what waits for it and to close its side too; at
 *     least 1
 * @param writeTimeoutMillis how long a write may make no progress
 * @param autoPingIntervalMillis when to send a PING to a peer from which nothing was heard
 * @param autoPingTimeoutMillis how long to wait for the answer before the connection is cut
 * @param autoPingSizeBytes 12 to 125
 */
public record Timing(
        long closeHandshakeTimeoutMillis,
        long writeTimeoutMillis,
        long autoPingIntervalMillis,
        long autoPingTimeoutMillis,
        int autoPingSizeBytes) {}
