package io.signalbox.protocol.message;

import java.util.Map;

/** Asks the client to prove its identity. */
public record Challenge(String authMethod, Map<String, Object> extra) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.CHALLENGE;
    }
}
