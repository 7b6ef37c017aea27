package io.signalbox.protocol.message;

import java.util.Map;
import java.util.Optional;

/** Opens a session: the realm asked for (empty when the client left the choice to the router) and what the client can do. */
public record Hello(Optional<String> realm, Map<String, Object> details) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.HELLO;
    }
}
