package io.signalbox.gateway.reverseproxy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Subprotocols of an item (RFC 6455 section 1.9, Subprotocols Using the WebSocket Protocol). Immutable and thread-safe.
 *
 * @param allowed empty for all
 * @param isSingle whether the backend gets only the first one, because the client learns of the choice before the backend has made one
 * @param refuses whether a client is refused that offers only others; otherwise it is connected without a subprotocol
 */
public record SubprotocolPolicy(Optional<Set<String>> allowed, boolean isSingle, boolean refuses) {

    /** Returns the subprotocols for the backend, in the order of the client; empty if the client is refused. */
    public Optional<List<String>> choose(List<String> offered) {
        List<String> chosen = offered.stream()
                .filter(name -> allowed.isEmpty() || allowed.get().contains(name))
                .limit(isSingle ? 1 : Long.MAX_VALUE)
                .toList();
        return chosen.isEmpty() && !offered.isEmpty() && refuses ? Optional.empty() : Optional.of(chosen);
    }
}
