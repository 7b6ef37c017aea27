package io.signalbox.protocol.message;

import java.util.Map;

/** Closes a session; the peer answers with GOODBYE. */
public record Goodbye(Map<String, Object> details, String reason) implements ClientMessage, RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.GOODBYE;
    }
}
