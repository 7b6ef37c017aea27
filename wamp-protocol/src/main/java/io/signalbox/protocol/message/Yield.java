package io.signalbox.protocol.message;

import java.util.Map;

/** Carries the result of an {@link Invocation}, or a part of it. */
public record Yield(long request, Map<String, Object> options, Payload payload) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.YIELD;
    }
}
