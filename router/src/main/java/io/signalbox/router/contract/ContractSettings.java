package io.signalbox.router.contract;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.contract.Contract.Schemas;
import io.signalbox.router.contract.Contract.Terms;

/** A payload contract as an operator writes it: what payloads under a URI or pattern must look like. */
public record ContractSettings(
        String uri, MatchPolicy match, Schemas call, Schemas result, Schemas event, OnViolation onViolation) {

    /** What happens to a payload that breaks the contract. */
    public enum OnViolation {
        REJECT,
        LOG
    }

    /** @param maxPayloadBytes what breaks the contract without being looked at */
    public Contract compiled(SchemaDialect dialect, long maxPayloadBytes) {
        return Contract.of(
                dialect,
                match,
                uri,
                new Terms(call, result, event, onViolation == OnViolation.REJECT, maxPayloadBytes));
    }
}
