package io.signalbox.protocol.message;

import java.util.Map;
import java.util.Optional;

/**
 * Opens a session.
 *
 * @param realm the requested realm; empty when the client leaves the choice to the router
 */
public record Hello(Optional<String> realm, Map<String, Object> details) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.HELLO;
    }
}
