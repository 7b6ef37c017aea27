package io.signalbox.protocol.message;

import java.util.Map;

/** Ends a session, or refuses to open it, without an answer. */
public record Abort(Map<String, Object> details, String reason, Payload payload)
        implements ClientMessage, RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.ABORT;
    }
}
