package io.signalbox.protocol.message;

import java.util.Map;

/** ERROR: the request of type {@code requestType} failed. A callee sends it for an INVOCATION, the router for any request. */
public record ErrorMessage(
        MessageType requestType, long request, Map<String, Object> details, String error, Payload payload)
        implements ClientMessage, RouterMessage {

    @Override
    public MessageType type() {
        return MessageType.ERROR;
    }
}
