package io.signalbox.router.realm;

import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;

/** A payload that is about to be held to its contract. Any thread may use it. */
record PayloadCheck(PayloadRule rule, Payload payload) {
    boolean isQuick() {
        return payload.length() <= PayloadInspection.MAX_QUICK_BYTES;
    }

    /** How it breaks the contract, or null. */
    ContractViolation violation() {
        return rule.violation(payload);
    }
}
