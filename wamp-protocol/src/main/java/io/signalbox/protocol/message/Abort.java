package io.signalbox.protocol.message;

import java.util.Map;

/** Refuses or ends a session; the peer does not answer. */
public record Abort(Map<String, Object> details, String reason, Payload payload)
        implements ClientMessage, RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.ABORT;
    }
}
