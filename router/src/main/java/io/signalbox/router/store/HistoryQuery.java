package io.signalbox.router.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * Filters of {@code wamp.subscription.get_events}, all of which a selected event passes (spec: Event History). Immutable
 * and thread-safe.
 *
 * @param reverse whether the latest event comes first
 * @param limit the maximum number of events, applied after filtering and reversing
 * @param firstMicros the earliest time of publication in microseconds since 1970, inclusive
 * @param lastMicros the latest time of publication in microseconds since 1970, inclusive
 * @param topic the topic, or null for all topics
 * @param publications the bounds by publication id
 */
public record HistoryQuery(
        boolean reverse, long limit, long firstMicros, long lastMicros, String topic, PublicationRange publications) {

    public static final HistoryQuery EVERYTHING =
            new HistoryQuery(false, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, null, PublicationRange.ALL);

    private static final long MAX_ID = 1L << 53;

    /** A filter has a wrong type or value. The message names the filter and the permitted values. */
    public static final class InvalidFilterException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidFilterException(String filter, String allowed) {
            super(filter + " must be " + allowed);
        }
    }

    /**
     * Returns the query for keyword arguments. Unknown filters are ignored; null means absent.
     *
     * @throws InvalidFilterException if a filter has a wrong type or value
     */
    public static HistoryQuery from(Map<String, Object> filters) throws InvalidFilterException {
        return new HistoryQuery(
                flag(filters, "reverse"),
                integer(filters, "limit", Long.MAX_VALUE),
                Math.max(
                        ceiling(time(filters, "from_time"), Long.MIN_VALUE),
                        after(time(filters, "after_time"), Long.MIN_VALUE)),
                Math.min(
                        floor(time(filters, "until_time"), Long.MAX_VALUE),
                        before(time(filters, "before_time"), Long.MAX_VALUE)),
                text(filters, "topic"),
                new PublicationRange(
                        integer(filters, "from_publication", 0),
                        integer(filters, "after_publication", 0),
                        integer(filters, "before_publication", 0),
                        integer(filters, "until_publication", 0)));
    }

    boolean admits(StoredEvent event) {
        return event.timeMicros() >= firstMicros
                && event.timeMicros() <= lastMicros
                && (topic == null || topic.equals(event.topic()));
    }

    private static boolean flag(Map<String, Object> filters, String name) throws InvalidFilterException {
        Object value = filters.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new InvalidFilterException(name, "a boolean");
    }

    private static String text(Map<String, Object> filters, String name) throws InvalidFilterException {
        Object value = filters.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new InvalidFilterException(name, "a string");
    }

    private static long integer(Map<String, Object> filters, String name, long absent) throws InvalidFilterException {
        Object value = filters.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= 1 && number <= MAX_ID) {
            return number;
        }
        throw new InvalidFilterException(name, "an integer from 1 to 2^53");
    }

    private static Instant time(Map<String, Object> filters, String name) throws InvalidFilterException {
        String text = text(filters, name);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            floorMicros(time);
            return time;
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new InvalidFilterException(name, "a time as in RFC 3339, such as 2026-01-31T12:00:00.5Z");
        }
    }

    private static long ceiling(Instant time, long absent) {
        return time == null ? absent : floorMicros(time) + (isWhole(time) ? 0 : 1);
    }

    private static long after(Instant time, long absent) {
        return time == null ? absent : floorMicros(time) + 1;
    }

    private static long floor(Instant time, long absent) {
        return time == null ? absent : floorMicros(time);
    }

    private static long before(Instant time, long absent) {
        return time == null ? absent : floorMicros(time) - (isWhole(time) ? 1 : 0);
    }

    private static boolean isWhole(Instant time) {
        return time.getNano() % 1_000 == 0;
    }

    /**
     * Returns a time in microseconds since 1970, rounded down.
     *
     * @throws ArithmeticException if the result does not fit into a long, about 290,000 years from 1970
     */
    public static long floorMicros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
    }

    /** Returns an RFC 3339 timestamp with microseconds; as a filter it selects exactly the same time. */
    public static String timestamp(long micros) {
        long seconds = Math.floorDiv(micros, 1_000_000);
        return Instant.ofEpochSecond(seconds, Math.floorMod(micros, 1_000_000) * 1_000L)
                .toString();
    }
}
