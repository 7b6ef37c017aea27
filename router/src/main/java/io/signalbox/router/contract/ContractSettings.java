package io.signalbox.router.contract;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.contract.Contract.Schemas;
import io.signalbox.router.contract.Contract.Terms;

/** Configured payload contract: the schemas of the payloads of a URI or pattern. */
public record ContractSettings(
        String uri, MatchPolicy match, Schemas call, Schemas result, Schemas event, OnViolation onViolation) {

    /** Handling of a payload that violates the contract. */
    public enum OnViolation {
        REJECT,
        LOG
    }

    /**
     * Returns the compiled contract.
     *
     * @param maxPayloadBytes the maximum payload; a longer one is a violation and is not parsed
     */
    public Contract compiled(SchemaDialect dialect, long maxPayloadBytes) {
        return Contract.of(
                dialect,
                match,
                uri,
                new Terms(call, result, event, onViolation == OnViolation.REJECT, maxPayloadBytes));
    }
}
