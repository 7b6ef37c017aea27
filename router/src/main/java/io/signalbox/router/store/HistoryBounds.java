package io.signalbox.router.store;

import java.time.Instant;

/**
 * Bounds of an event history.
 *
 * @param limit the maximum number of events, from 1
 * @param maxAgeMillis the maximum age of an event in milliseconds; 0 for no maximum
 */
public record HistoryBounds(int limit, long maxAgeMillis) {

    /** Returns the time of the oldest events that have not expired, in microseconds since 1970. */
    long earliestMicros(Instant now) {
        return maxAgeMillis == 0 ? Long.MIN_VALUE : HistoryQuery.floorMicros(now) - maxAgeMillis * 1_000;
    }
}
