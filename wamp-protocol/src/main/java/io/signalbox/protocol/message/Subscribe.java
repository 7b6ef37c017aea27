package io.signalbox.protocol.message;

import java.util.Map;

/** Subscribes to a topic or a topic pattern. */
public record Subscribe(long request, Map<String, Object> options, String topic) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.SUBSCRIBE;
    }
}
