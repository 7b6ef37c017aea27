package io.signalbox.router.store;

import java.time.Instant;

/**
 * How much of a subscription is remembered.
 *
 * @param limit events, from 1
 * @param maxAgeMillis how long an event is remembered; 0 stands for as long as there is room
 */
public record HistoryBounds(int limit, long maxAgeMillis) {

    /** The time before which events have expired, in microseconds since 1970. */
    long earliestMicros(Instant now) {
        return maxAgeMillis == 0 ? Long.MIN_VALUE : HistoryQuery.floorMicros(now) - maxAgeMillis * 1_000;
    }
}
