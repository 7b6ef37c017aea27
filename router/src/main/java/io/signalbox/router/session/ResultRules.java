package io.signalbox.router.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Contract rules for the results of one callee's open invocations. A YIELD carries the id of the invocation and no
 * procedure.
 *
 * <p>Thread safety: the realm's loop writes; the threads that check payloads before the messages enter the realm read.
 */
public final class ResultRules {
    private final PayloadContracts contracts;

    /** Contains invocations with a rule only. The limit of pending calls per callee bounds the size. */
    private final Map<Long, PayloadRule> byInvocation = new ConcurrentHashMap<>();

    public ResultRules(PayloadContracts contracts) {
        this.contracts = contracts;
    }

    /** Adds the rule of an INVOCATION that is about to be sent. */
    public void invoked(long invocation, String procedure) {
        PayloadRule rule = contracts.result(procedure);
        if (rule != null) {
            byInvocation.put(invocation, rule);
        }
    }

    /** Removes the rule of an invocation whose results are no longer forwarded. */
    public void ended(long invocation) {
        if (!byInvocation.isEmpty()) {
            byInvocation.remove(invocation);
        }
    }

    /** Returns the rule for a YIELD of this invocation, or null. */
    public PayloadRule of(long invocation) {
        return byInvocation.isEmpty() ? null : byInvocation.get(invocation);
    }
}
