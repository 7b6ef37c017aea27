package io.signalbox.gateway.mediation;

import java.util.List;
import java.util.Optional;

/**
 * Subprotocols of one handshake.
 *
 * @param subprotocol what a client is told that is accepted before its backend; may be empty
 * @param forBackend what the backend is offered. It chooses one
 * @param content the content type that the client and the node agree on by the subprotocol; empty for a subprotocol of the backend
 */
record Agreement(String subprotocol, List<String> forBackend, Optional<ContentType> content) {

    /**
     * Returns the subprotocols for a client. A subprotocol that names a content type is one of the node: the backend does not get it.
     *
     * @param allowed those of the client that the item allows, in the order of the client
     */
    static Agreement of(MediationItem item, List<String> allowed) {
        if (allowed.isEmpty()) {
            return new Agreement("", List.of(), Optional.empty());
        }
        Optional<ContentType> named = content(item, allowed.getFirst());
        if (named.isPresent()) {
            return new Agreement(allowed.getFirst(), List.of(), named);
        }
        List<String> others =
                allowed.stream().filter(name -> content(item, name).isEmpty()).toList();
        return new Agreement(
                others.getFirst(), item.acceptsBefore() ? List.of(others.getFirst()) : others, Optional.empty());
    }

    private static Optional<ContentType> content(MediationItem item, String subprotocol) {
        return item.contentTypeFromSubprotocol() ? ContentType.ofSubprotocol(subprotocol) : Optional.empty();
    }

    /** Returns the content type of the messages. */
    ContentType contentType(MediationItem item) {
        return content.or(() -> item.defaultContentType().map(ContentType::new)).orElse(ContentType.NONE);
    }
}
