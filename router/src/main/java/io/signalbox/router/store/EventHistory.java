package io.signalbox.router.store;

import java.util.Set;
import java.util.function.Consumer;

/**
 * The events of one subscription, in the order of the broker. Called in the realm's loop, which it never holds up;
 * answers come on any thread, in place or later. Reading sees what was appended before.
 */
public interface EventHistory {

    /** Appends an event; the oldest ones make room. */
    void append(StoredEvent event);

    /** Answers with the topics of the events; null when they could not be read. */
    void topics(Consumer<Set<String>> answer);

    /** Answers with the events that the query asks for and the reader may see. */
    void select(HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer);
}
