package io.signalbox.protocol.message;

import java.util.Map;

/** Accepts a {@link Hello} and opens the session. */
public record Welcome(long session, Map<String, Object> details) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.WELCOME;
    }
}
