package io.signalbox.router.store;

import java.util.Set;

/**
 * Who reads a history.
 *
 * @param topics the only topics whose events this reader gets, or null for all
 */
public record HistoryReader(String authid, String authrole, Set<String> topics) {
    /** Events for or without certain sessions are never stored, so it does not matter which one reads. */
    private static final long ANY_SESSION = 0;

    boolean maySee(StoredEvent event) {
        return (topics == null || topics.contains(event.topic()))
                && event.receivers().admit(ANY_SESSION, authid, authrole);
    }
}
