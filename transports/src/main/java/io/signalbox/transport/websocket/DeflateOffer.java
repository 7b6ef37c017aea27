package io.signalbox.transport.websocket;

import java.util.Optional;

/**
 * Offer of permessage-deflate that this side makes as a client. The memory is reserved before the offer, because a client cannot take
 * back an offer that the server has accepted. Ends with {@link #settle} or {@link #withdraw}. Thread-safe.
 */
public final class DeflateOffer {
    private final DeflateSettings settings;
    private final DeflateMemory memory;
    private final DeflateMemory.Share share;
    private final DeflateParameters parameters;

    private DeflateOffer(DeflateSettings settings, DeflateMemory memory, DeflateMemory.Share share) {
        this.settings = settings;
        this.memory = memory;
        this.share = share;
        parameters = DeflateParameters.offer(settings, share.takesOver());
    }

    /** Makes an offer; empty if too little memory is left. */
    public static Optional<DeflateOffer> of(DeflateSettings settings, DeflateMemory memory) {
        return memory.reserve(!settings.noContextTakeover()).map(share -> new DeflateOffer(settings, memory, share));
    }

    DeflateParameters parameters() {
        return parameters;
    }

    /** Begins the use of the extension on the terms of an answer; gives the memory back if the server has not accepted the offer. */
    public Optional<PerMessageDeflate> settle(ClientHandshake.Answer answer) {
        Optional<DeflateTerms> terms = answer.deflate();
        if (terms.isEmpty()) {
            withdraw();
        }
        return terms.map(agreed ->
                new PerMessageDeflate(memory, share, agreed.clientTakesOver(), agreed.serverTakesOver(), settings));
    }

    /** Gives the memory back, because the handshake has failed. Idempotent. */
    public void withdraw() {
        share.release();
    }
}
