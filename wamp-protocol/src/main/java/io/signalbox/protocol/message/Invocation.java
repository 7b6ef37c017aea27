package io.signalbox.protocol.message;

import java.util.Map;

/** Invokes a procedure at a callee. */
public record Invocation(long request, long registration, Map<String, Object> details, Payload payload)
        implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.INVOCATION;
    }
}
