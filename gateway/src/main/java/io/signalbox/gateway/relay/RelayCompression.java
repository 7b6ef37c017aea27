package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateOffer;
import io.signalbox.transport.websocket.DeflateSettings;
import java.util.Optional;

/**
 * Compression of the sessions of one item.
 *
 * @param client the compression that is agreed on with clients that offer it; empty for none
 * @param backend the compression that is offered to backends; empty for none
 * @param memory the limit of the memory of compressed connections
 */
public record RelayCompression(
        Optional<DeflateSettings> client, Optional<DeflateSettings> backend, DeflateMemory memory) {

    /** Returns an offer for a backend; empty if none is to be made, or too little memory is left. */
    public Optional<DeflateOffer> offer() {
        return backend.flatMap(settings -> DeflateOffer.of(settings, memory));
    }
}
