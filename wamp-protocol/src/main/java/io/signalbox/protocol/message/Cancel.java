package io.signalbox.protocol.message;

import java.util.Map;

/** Asks to cancel a {@link Call}. */
public record Cancel(long request, Map<String, Object> options) implements ClientMessage {

    @Override
    public MessageType type() {
        return MessageType.CANCEL;
    }
}
