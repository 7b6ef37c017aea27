package io.signalbox.protocol.message;

import java.util.Map;

/** Calls a procedure. */
public record Call(long request, Map<String, Object> options, String procedure, Payload payload)
        implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.CALL;
    }
}
