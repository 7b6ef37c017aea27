package io.signalbox.client;

import io.signalbox.client.value.Arguments;

/**
 * Payload of a message that outlives the read of the message.
 *
 * @param heldBytes the bytes that the payload keeps alive
 */
record ReceivedPayload(Arguments arguments, long heldBytes) {}
