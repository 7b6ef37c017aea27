package io.signalbox.gateway.relay;

import java.util.Optional;

/**
 * Terms of the sessions of one item.
 *
 * @param client the terms of the leg of the client
 * @param backend the terms of the leg of the backend
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 * @param mediation the terms of sessions with a mediator
 * @param compression the compression of the legs; empty for none
 */
public record RelayTerms(
        LegTerms client,
        LegTerms backend,
        long idleTimeoutMillis,
        MediationTerms mediation,
        Optional<RelayCompression> compression) {

    /** Creates terms of sessions without a mediator. */
    public RelayTerms(
            LegTerms client, LegTerms backend, long idleTimeoutMillis, Optional<RelayCompression> compression) {
        this(client, backend, idleTimeoutMillis, MediationTerms.NONE, compression);
    }

    LegTerms of(Side side) {
        return side == Side.CLIENT ? client : backend;
    }
}
