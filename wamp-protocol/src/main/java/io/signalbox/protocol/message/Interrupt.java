package io.signalbox.protocol.message;

import java.util.Map;

/** Asks a callee to stop working on an invocation. */
public record Interrupt(long request, Map<String, Object> options) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.INTERRUPT;
    }
}
