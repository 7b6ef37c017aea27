package io.signalbox.router.store;

import java.util.List;

/** Outcome of a read of an event history. */
public sealed interface HistoryAnswer {

    /** @param events the selected events in the order of the query */
    record Found(List<StoredEvent> events) implements HistoryAnswer {}

    /** The query names a publication that the history does not contain. */
    record UnknownPublication(long publication) implements HistoryAnswer {}

    /** The selected events exceed the maximum size of an answer, in bytes. */
    record TooLarge(long maxBytes) implements HistoryAnswer {}

    /** The history cannot be read. The log has the cause. */
    record Failed() implements HistoryAnswer {}
}
