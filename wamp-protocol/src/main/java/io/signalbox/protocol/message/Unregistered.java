package io.signalbox.protocol.message;

import java.util.Map;

/** Acknowledges an {@link Unregister}, or with request 0 and details revokes a registration. */
public record Unregistered(long request, Map<String, Object> details) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.UNREGISTERED;
    }
}
