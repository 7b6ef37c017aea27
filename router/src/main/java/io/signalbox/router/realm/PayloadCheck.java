package io.signalbox.router.realm;

import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;

/** A payload that is about to be held to its contract. Any thread may use it. */
record PayloadCheck(PayloadRule rule, Payload payload) {
    /** What is parsed and checked on an I/O thread, in a few tens of microseconds. */
    private static final int MAX_QUICK_BYTES = 4 * 1024;

    boolean isQuick() {
        return payload.length() <= MAX_QUICK_BYTES;
    }

    /** How it breaks the contract, or null. */
    ContractViolation violation() {
        return rule.violation(payload);
    }
}
