package io.signalbox.protocol.message;

/** Acknowledges a {@link Register}. */
public record Registered(long request, long registration) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.REGISTERED;
    }
}
