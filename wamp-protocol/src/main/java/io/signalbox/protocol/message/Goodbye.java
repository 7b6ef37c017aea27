package io.signalbox.protocol.message;

import java.util.Map;

/** Closes a session; the other side answers with the same message. */
public record Goodbye(Map<String, Object> details, String reason) implements ClientMessage, RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.GOODBYE;
    }
}
