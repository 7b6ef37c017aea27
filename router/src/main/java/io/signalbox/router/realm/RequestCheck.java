package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/**
 * What is checked before broker or dealer see a request, in this order: the payload, the URI, reserved names, permission (checklist
 * E39: who is denied must not learn what exists). Confined to the realm's loop.
 */
final class RequestCheck {
    private final UriRules rules;
    private final boolean takesOpaquePayloads;

    RequestCheck(UriRules rules, boolean takesOpaquePayloads) {
        this.rules = rules;
        this.takesOpaquePayloads = takesOpaquePayloads;
    }

    /** Throws where bytes stand in the place of Arguments and this realm does not take that (checklist A27, B74). */
    void payload(Payload payload, MessageType type) throws ProtocolViolation {
        if (payload.isOpaque() && !takesOpaquePayloads) {
            throw new ProtocolViolation(
                    type + ": expected a list as Arguments, found bytes; this realm does not take enc_ payloads");
        }
    }

    Decision decide(RouterSession session, Action action, String uri, MatchPolicy match) {
        if (!rules.isValid(uri, match) || isReservedFor(action, uri)) {
            return Decision.DENIED;
        }
        return session.role().permissions().decide(action, uri, match);
    }

    /** Sends the ERROR for a request that {@link #decide} denied. */
    void refuse(RouterSession session, MessageType type, long request, String uri, MatchPolicy match) {
        String error = ErrorUri.INVALID_URI;
        String message;
        if (!rules.isValid(uri, match)) {
            message = "not a valid URI for match policy " + match.wireName() + " in this realm";
        } else if (isReserved(type, uri)) {
            message = "URIs that begin with wamp are reserved";
        } else {
            error = ErrorUri.NOT_AUTHORIZED;
            message = "role " + session.role().name() + " may not " + type + " " + uri;
        }
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(message)));
    }

    private static boolean isReservedFor(Action action, String uri) {
        return (action == Action.PUBLISH || action == Action.REGISTER) && UriRules.isReserved(uri);
    }

    private static boolean isReserved(MessageType type, String uri) {
        return (type == MessageType.PUBLISH || type == MessageType.REGISTER) && UriRules.isReserved(uri);
    }
}
