package io.signalbox.gateway.relay;

/**
 * Whole message of one side.
 *
 * @param isBinary whether the message is binary; otherwise the payload is valid UTF-8
 * @param payload is not changed
 */
public record RelayMessage(boolean isBinary, byte[] payload) {}
