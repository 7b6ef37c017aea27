package io.signalbox.router.cookie;

import java.util.concurrent.CompletableFuture;

/** Place where the changes of a table outlast the process. Thread-safe, and does not block. */
interface CookieJournal {
    /** Place of a table in memory only. */
    CookieJournal NONE = change -> CompletableFuture.completedFuture(null);

    /**
     * Adds a change behind all earlier ones.
     *
     * @return completes on any thread when the change is kept, or cannot be kept for the time being; never exceptionally
     */
    CompletableFuture<Void> append(CookieRecord change);
}
