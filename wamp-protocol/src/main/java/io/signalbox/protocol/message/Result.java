package io.signalbox.protocol.message;

import java.util.Map;

/** Carries the result of a {@link Call}. */
public record Result(long request, Map<String, Object> details, Payload payload) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.RESULT;
    }
}
