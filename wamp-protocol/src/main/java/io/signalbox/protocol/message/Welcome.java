package io.signalbox.protocol.message;

import java.util.Map;

/** The router has opened the session. */
public record Welcome(long session, Map<String, Object> details) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.WELCOME;
    }
}
