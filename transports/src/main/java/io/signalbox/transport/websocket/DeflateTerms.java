package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Optional;

/**
 * Negotiated parameters of permessage-deflate.
 *
 * @param serverTakesOver whether messages of the server may refer to earlier messages
 * @param serverWindowBits the window of the server, as a power of two; 0 if none was agreed on. As a server, this side agrees
 *     on {@link DeflateParameters#MAX_WINDOW_BITS} only
 * @param clientTakesOver whether messages of the client may refer to earlier messages
 * @param clientWindowBits the window of the client, as a power of two; 0 if the server has not demanded a window. As a client,
 *     this side offers none
 */
record DeflateTerms(boolean serverTakesOver, int serverWindowBits, boolean clientTakesOver, int clientWindowBits) {

    /**
     * Returns the terms that a server has answered to an offer of this side.
     *
     * @param headerValues the values of the headers Sec-WebSocket-Extensions
     * @return empty if the offer does not permit the answer
     */
    static Optional<DeflateTerms> answered(DeflateParameters offer, List<String> headerValues) {
        return DeflateParameters.answer(headerValues)
                .filter(offer::permits)
                .map(answer -> new DeflateTerms(
                        !answer.serverNoContextTakeover(),
                        answer.serverMaxWindowBits(),
                        !answer.clientNoContextTakeover() && !offer.clientNoContextTakeover(),
                        answer.clientMaxWindowBits()));
    }

    /** Returns the terms of the first offer that this side accepts as a server. */
    static Optional<DeflateTerms> choose(List<DeflateParameters> offers, DeflateSettings settings) {
        return offers.stream()
                .filter(offer -> canBeKept(offer, settings))
                .findFirst()
                .map(offer -> accept(offer, settings));
    }

    /** Returns whether this side can accept an offer. The JDK compresses with windows of 15 bits only. */
    private static boolean canBeKept(DeflateParameters offer, DeflateSettings settings) {
        boolean isWindowOurs =
                offer.serverMaxWindowBits() == 0 || offer.serverMaxWindowBits() == DeflateParameters.MAX_WINDOW_BITS;
        boolean canClientBeAsked = settings.requestMaxWindowBits() == 0 || offer.clientMaxWindowBits() > 0;
        return isWindowOurs && canClientBeAsked;
    }

    private static DeflateTerms accept(DeflateParameters offer, DeflateSettings settings) {
        return new DeflateTerms(
                !offer.serverNoContextTakeover() && !settings.noContextTakeover(),
                offer.serverMaxWindowBits(),
                !offer.clientNoContextTakeover() && !settings.requestNoContextTakeover(),
                Math.min(offer.clientMaxWindowBits(), settings.requestMaxWindowBits()));
    }

    /** Returns the same terms without context takeover of the server, which every client has to accept. */
    DeflateTerms withoutServerTakeover() {
        return new DeflateTerms(false, serverWindowBits, clientTakesOver, clientWindowBits);
    }

    /** Returns the answer of the server. */
    DeflateParameters answer() {
        return new DeflateParameters(!serverTakesOver, serverWindowBits, !clientTakesOver, clientWindowBits);
    }
}
