package io.signalbox.protocol.message;

import java.util.Map;

/** Publishes an event to a topic. */
public record Publish(long request, Map<String, Object> options, String topic, Payload payload)
        implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.PUBLISH;
    }
}
