package io.signalbox.router.store;

import java.util.Set;

/**
 * Reader of an event history, as far as it decides on the visible events. Immutable and thread-safe.
 *
 * @param topics the topics that the reader may receive, or null for all
 */
public record HistoryReader(String authid, String authrole, Set<String> topics) {
    /** An event that names session ids is not stored, so the session id of the reader does not matter. */
    private static final long ANY_SESSION = 0;

    boolean maySee(StoredEvent event) {
        return (topics == null || topics.contains(event.topic()))
                && event.receivers().admit(ANY_SESSION, authid, authrole);
    }
}
