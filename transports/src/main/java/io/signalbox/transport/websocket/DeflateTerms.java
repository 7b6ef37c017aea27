package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Optional;

/**
 * What a server and a client have agreed on for permessage-deflate.
 *
 * @param serverTakesOver whether messages of the server may refer to the ones before them
 * @param serverWindowBits what the client asked the server for, which is {@link DeflateOffer#MAX_WINDOW_BITS}; 0 when it has
 *     not asked
 * @param clientTakesOver whether messages of the client may refer to the ones before them
 * @param clientWindowBits how far back the client may refer, as a power of two; 0 when the server has not asked
 */
record DeflateTerms(boolean serverTakesOver, int serverWindowBits, boolean clientTakesOver, int clientWindowBits) {

    /** The terms of the first offer that can be kept. */
    static Optional<DeflateTerms> choose(List<DeflateOffer> offers, DeflateSettings settings) {
        return offers.stream()
                .filter(offer -> canBeKept(offer, settings))
                .findFirst()
                .map(offer -> accept(offer, settings));
    }

    /** The JDK compresses with windows of 15 bits only. */
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

    /** The same terms without what the server would remember of its messages, which a client has to take. */
    DeflateTerms withoutServerTakeover() {
        return new DeflateTerms(false, serverWindowBits, clientTakesOver, clientWindowBits);
    }

    /** The value of Sec-WebSocket-Extensions that accepts the offer. */
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
