package io.signalbox.protocol.message;

import java.util.Map;

/** Ends a subscription. */
public record Unsubscribe(long request, long subscription, Map<String, Object> options) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.UNSUBSCRIBE;
    }
}
