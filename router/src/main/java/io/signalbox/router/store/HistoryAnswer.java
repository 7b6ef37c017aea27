package io.signalbox.router.store;

import java.util.List;

/** What came of reading a history. */
public sealed interface HistoryAnswer {

    /** @param events in the order that was asked for */
    record Found(List<StoredEvent> events) implements HistoryAnswer {}

    /** The query refers to a publication that is not in this history, or not any more. */
    record UnknownPublication(long publication) implements HistoryAnswer {}

    /** The events together exceed what is answered at once. */
    record TooLarge(long maxBytes) implements HistoryAnswer {}

    /** The history could not be read; the log says why. */
    record Failed() implements HistoryAnswer {}
}
