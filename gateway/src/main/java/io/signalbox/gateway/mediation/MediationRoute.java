package io.signalbox.gateway.mediation;

import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.PathPattern;
import java.util.Optional;

/**
 * Route of a mediation.
 *
 * @param pattern the paths below the item; empty for all others
 * @param backend empty for a node that answers itself
 */
record MediationRoute(
        Optional<PathPattern> pattern, Optional<MediationBackend> backend, Hooks hooks, RelayTerms terms) {}
