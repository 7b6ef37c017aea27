package io.signalbox.router.dealer;

import io.signalbox.router.match.PatternIndex;
import java.util.List;

/** What the operator says of a realm's calls. Confined to the realm's loop once it is in use. */
public final class CallRules {
    private final long defaultTimeoutMillis;
    private final long maxTimeoutMillis;
    private final PatternIndex<CallQueueLimit> queues = new PatternIndex<>();

    /**
     * Rules for the calls of one realm.
     *
     * @param defaultTimeoutMillis for calls without a timeout; 0 for none
     * @param maxTimeoutMillis for all calls, also for those without a timeout; 0 for none
     * @param queues where calls wait when no callee has room; of two for the same URI and policy the first counts
     */
    public CallRules(long defaultTimeoutMillis, long maxTimeoutMillis, List<CallQueueLimit> queues) {
        this.defaultTimeoutMillis = defaultTimeoutMillis;
        this.maxTimeoutMillis = maxTimeoutMillis;
        for (CallQueueLimit queue : queues) {
            if (this.queues.get(queue.match(), queue.uri()) == null) {
                this.queues.put(queue.match(), queue.uri(), queue);
            }
        }
    }

    /** No timeouts but those of the callers, and no queues. */
    public static CallRules none() {
        return new CallRules(0, 0, List.of());
    }

    /** The timeout of a call that asked for this one; 0 stands for none on both sides. */
    long timeoutMillis(long askedMillis) {
        long millis = askedMillis == 0 ? defaultTimeoutMillis : askedMillis;
        return maxTimeoutMillis > 0 && (millis == 0 || millis > maxTimeoutMillis) ? maxTimeoutMillis : millis;
    }

    /** How many calls may wait for callees of what was registered under this URI or pattern; 0 when none may. */
    int queueLimit(String registered) {
        CallQueueLimit best = queues.best(registered, queue -> true);
        return best == null ? 0 : best.limit();
    }
}
