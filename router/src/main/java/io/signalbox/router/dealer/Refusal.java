package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/** The ERROR for a request that the dealer does not carry out. */
final class Refusal {
    /** The session holds as many registrations or open calls as it may. */
    static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";

    private Refusal() {}

    static void send(RouterSession session, MessageType type, long request, String error) {
        session.send(new ErrorMessage(type, request, Map.of(), error, Payload.EMPTY));
    }
}
