package io.signalbox.router.store;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Event history of one subscription, in the order of publication (spec: Event History). The methods are called in the
 * realm's loop and do not block. Answers are passed on any thread, before or after the method returns. A read sees all
 * events appended before it.
 */
public interface EventHistory {

    /** Appends an event, and removes the oldest events beyond the bounds. */
    void append(StoredEvent event);

    /** Reads the topics of the events. The answer is null when the history cannot be read. */
    void topics(Consumer<Set<String>> answer);

    /** Reads the events that the query selects and that the reader may receive. */
    void select(HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer);
}
