package io.signalbox.router.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the results of one callee's open invocations must look like: a YIELD names its invocation only. The realm's loop
 * writes; the threads that check payloads before they enter the realm read.
 */
public final class ResultRules {
    private final PayloadContracts contracts;

    /** Only invocations with a rule; as many as the callee has open invocations at most. */
    private final Map<Long, PayloadRule> byInvocation = new ConcurrentHashMap<>();

    public ResultRules(PayloadContracts contracts) {
        this.contracts = contracts;
    }

    /** An INVOCATION is about to be sent. */
    public void invoked(long invocation, String procedure) {
        PayloadRule rule = contracts.result(procedure);
        if (rule != null) {
            byInvocation.put(invocation, rule);
        }
    }

    /** No result of it will be passed on any more. */
    public void ended(long invocation) {
        if (!byInvocation.isEmpty()) {
            byInvocation.remove(invocation);
        }
    }

    /** The rule for a YIELD of this invocation; null when anything goes. */
    public PayloadRule of(long invocation) {
        return byInvocation.isEmpty() ? null : byInvocation.get(invocation);
    }
}
