package io.signalbox.router.config;

import io.signalbox.protocol.message.MatchPolicy;

/** An entry of {@code schemas} of a realm: what payloads under a URI or pattern must look like. */
public record PayloadContractConfig(
        String uri,
        MatchPolicy match,
        PayloadSchemasConfig call,
        PayloadSchemasConfig result,
        PayloadSchemasConfig event,
        OnViolation onViolation) {

    /** What happens to a payload that breaks the contract. */
    public enum OnViolation {
        REJECT,
        LOG
    }
}
