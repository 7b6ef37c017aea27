package io.signalbox.protocol.message;

import java.util.Map;

/** Ends a registration. */
public record Unregister(long request, long registration, Map<String, Object> options) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.UNREGISTER;
    }
}
