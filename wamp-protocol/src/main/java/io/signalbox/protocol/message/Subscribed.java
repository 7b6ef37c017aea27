package io.signalbox.protocol.message;

/** Acknowledges a {@link Subscribe}. */
public record Subscribed(long request, long subscription) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.SUBSCRIBED;
    }
}
