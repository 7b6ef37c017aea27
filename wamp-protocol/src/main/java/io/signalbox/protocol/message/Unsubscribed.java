package io.signalbox.protocol.message;

import java.util.Map;

/** Acknowledges an {@link Unsubscribe}, or with request 0 and details revokes a subscription. */
public record Unsubscribed(long request, Map<String, Object> details) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.UNSUBSCRIBED;
    }
}
