package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Optional;

/**
 * Negotiated parameters of permessage-deflate.
 *
 * @param serverTakesOver whether messages of the server may refer to earlier messages
 * @param serverWindowBits the window that the client has demanded, which is {@link DeflateOffer#MAX_WINDOW_BITS}; 0 if the
 *     client has not demanded a window
 * @param clientTakesOver whether messages of the client may refer to earlier messages
 * @param clientWindowBits the window of the client, as a power of two; 0 if the server has not demanded a window
 */
record DeflateTerms(boolean serverTakesOver, int serverWindowBits, boolean clientTakesOver, int clientWindowBits) {

    /** Returns the terms of the first offer that the server can accept. */
    static Optional<DeflateTerms> choose(List<DeflateOffer> offers, DeflateSettings settings) {
        return offers.stream()
                .filter(offer -> canBeKept(offer, settings))
                .findFirst()
                .map(offer -> accept(offer, settings));
    }

    /** Returns whether the server can accept an offer. The JDK compresses with windows of 15 bits only. */
    private static boolean canBeKept(DeflateOffer offer, DeflateSettings settings) {
        boolean isWindowOurs =
                offer.serverMaxWindowBits() == 0 || offer.serverMaxWindowBits() == DeflateOffer.MAX_WINDOW_BITS;
        boolean canClientBeAsked = settings.requestMaxWindowBits() == 0 || offer.clientMaxWindowBits() > 0;
        return isWindowOurs && canClientBeAsked;
    }

    private static DeflateTerms accept(DeflateOffer offer, DeflateSettings settings) {
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

    /** Returns the value of Sec-WebSocket-Extensions in the answer. */
    String answer() {
        StringBuilder answer = new StringBuilder(DeflateOffer.NAME);
        if (!serverTakesOver) {
            answer.append("; ").append(DeflateOffer.SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (serverWindowBits > 0) {
            answer.append("; ")
                    .append(DeflateOffer.SERVER_MAX_WINDOW_BITS)
                    .append('=')
                    .append(serverWindowBits);
        }
        if (!clientTakesOver) {
            answer.append("; ").append(DeflateOffer.CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (clientWindowBits > 0) {
            answer.append("; ")
                    .append(DeflateOffer.CLIENT_MAX_WINDOW_BITS)
                    .append('=')
                    .append(clientWindowBits);
        }
        return answer.toString();
    }
}
