package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.match.PatternIndex;
import java.util.List;

/** Configured timeouts and call queues of a realm. Confined to the realm's loop. */
public final class CallRules {
    private final long defaultTimeoutMillis;
    private final long maxTimeoutMillis;
    private final PatternIndex<QueueLimit> queues = new PatternIndex<>();

    /**
     * Length of the call queue of each matching registration.
     *
     * @param uri compared under {@code match} with the procedure or pattern of the registration
     * @param limit maximum number of waiting calls, from 1
     */
    public record QueueLimit(String uri, MatchPolicy match, int limit) {}

    /**
     * @param defaultTimeoutMillis timeout of calls without a timeout; 0 for none
     * @param maxTimeoutMillis longest timeout, also of calls without a timeout; 0 for none
     * @param queues the first limit counts if several have the same URI and match policy
     */
    public CallRules(long defaultTimeoutMillis, long maxTimeoutMillis, List<QueueLimit> queues) {
        this.defaultTimeoutMillis = defaultTimeoutMillis;
        this.maxTimeoutMillis = maxTimeoutMillis;
        for (QueueLimit queue : queues) {
            if (this.queues.get(queue.match(), queue.uri()) == null) {
                this.queues.put(queue.match(), queue.uri(), queue);
            }
        }
    }

    /** Returns rules without timeouts and queues. The timeouts that callers ask for apply. */
    public static CallRules none() {
        return new CallRules(0, 0, List.of());
    }

    /**
     * Returns the timeout of a call.
     *
     * @param askedMillis the timeout in the options of the CALL; 0 for none
     * @return the timeout in milliseconds; 0 for none
     */
    long timeoutMillis(long askedMillis) {
        long millis = askedMillis == 0 ? defaultTimeoutMillis : askedMillis;
        return maxTimeoutMillis > 0 && (millis == 0 || millis > maxTimeoutMillis) ? maxTimeoutMillis : millis;
    }

    /** Returns the maximum number of calls that wait for a registration; 0 if calls do not wait. */
    int queueLimit(String registered) {
        QueueLimit best = queues.best(registered, queue -> true);
        return best == null ? 0 : best.limit();
    }
}
