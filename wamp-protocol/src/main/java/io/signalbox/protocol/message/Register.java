package io.signalbox.protocol.message;

import java.util.Map;

/** Registers a procedure or a procedure pattern. */
public record Register(long request, Map<String, Object> options, String procedure) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.REGISTER;
    }
}
