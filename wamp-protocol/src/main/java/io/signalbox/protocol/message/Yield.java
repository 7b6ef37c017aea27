package io.signalbox.protocol.message;

import java.util.Map;

/** Carries the result, or a progressive result, of an {@link Invocation}. */
public record Yield(long request, Map<String, Object> options, Payload payload) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.YIELD;
    }
}
