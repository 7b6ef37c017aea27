package io.signalbox.protocol.message;

import java.util.Map;

/** Answers a {@link Challenge}. */
public record Authenticate(String signature, Map<String, Object> extra) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.AUTHENTICATE;
    }
}
