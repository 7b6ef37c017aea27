package io.signalbox.protocol.message;

/** Acknowledges a {@link Publish} that asked for it. */
public record Published(long request, long publication) implements RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.PUBLISHED;
    }
}
