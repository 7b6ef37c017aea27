package io.signalbox.protocol.message;

import java.util.Map;

/** Delivers an event to a subscriber. */
public record Event(long subscription, long publication, Map<String, Object> details, Payload payload)
        implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.EVENT;
    }
}
