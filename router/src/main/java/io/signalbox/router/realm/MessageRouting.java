package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/**
 * Routing of client messages to broker and dealer. Checks each request in this order: request id, URI, reserved names,
 * permission, payload contract. The permission check precedes the contract, so that a client without permission learns
 * nothing about the contract. Confined to the realm's loop.
 */
final class MessageRouting {
    /** Number of receivers that weigh as much as one task. */
    private static final int RECEIVERS_PER_WEIGHT = 64;

    private final UriRules rules;
    private final boolean takesOpaquePayloads;
    private final ContractViolations violations;
    private final TooLongHeads tooLongHeads;
    private final Broker broker;
    private final Dealer dealer;

    MessageRouting(
            RealmSettings settings,
            ContractViolations violations,
            TooLongHeads tooLongHeads,
            Broker broker,
            Dealer dealer) {
        this.rules = settings.uriRules();
        this.takesOpaquePayloads = settings.takesOpaquePayloads();
        this.violations = violations;
        this.tooLongHeads = tooLongHeads;
        this.broker = broker;
        this.dealer = dealer;
    }

    /**
     * Routes a message.
     *
     * @param inbound the message with its parsed options and the violation of its contract
     * @return the weight in the loop
     * @throws ProtocolViolation if the message violates the protocol; the session ends then
     */
    int route(SessionLifecycle lifecycle, ClientMessage message, InboundMessage inbound) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        switch (message) {
            case Publish publish -> {
                return publish(lifecycle, publish, inbound);
            }
            case Call call -> call(lifecycle, call, inbound.violation());
            case Yield yield -> result(session, yield, inbound.violation());
            case ErrorMessage error -> error(session, error);
            case Cancel cancel -> dealer.cancel(session, cancel);
            case Subscribe subscribe -> {
                return subscribe(lifecycle, subscribe);
            }
            case Unsubscribe unsubscribe -> {
                lifecycle.requestIds().take(unsubscribe.request());
                broker.unsubscribe(session, unsubscribe);
            }
            case Register register -> register(lifecycle, register);
            case Unregister unregister -> {
                lifecycle.requestIds().take(unregister.request());
                dealer.unregister(session, unregister);
            }
            case Goodbye goodbye -> lifecycle.leave(goodbye);
            case Abort abort -> lifecycle.aborted(abort);
            case TooLongHead head -> tooLongHeads.refuse(lifecycle, head);
            case Hello hello -> throw new ProtocolViolation("HELLO while the session is open");
            case Authenticate authenticate -> throw new ProtocolViolation("AUTHENTICATE without a CHALLENGE");
        }
        return 1;
    }

    private int publish(SessionLifecycle lifecycle, Publish publish, InboundMessage inbound) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        checkPayload(publish.payload(), MessageType.PUBLISH);
        lifecycle.requestIds().take(publish.request());
        PublishOptions options = inbound.publishOptions();
        PayloadPassthru.check(options.passthru(), session.features().publisherPayloadPassthru(), MessageType.PUBLISH);
        Decision decision = decide(session, Action.PUBLISH, publish.topic(), MatchPolicy.EXACT);
        ContractViolation violation = inbound.violation();
        if (violation != null && decision.isAllowed() && violations.rejects(session, publish, violation)) {
            if (options.acknowledge()) {
                session.send(ContractViolations.error(publish, violation));
            }
            return 1;
        }
        if (decision.isAllowed()) {
            return 1 + broker.publish(session, publish, options, decision) / RECEIVERS_PER_WEIGHT;
        }
        if (options.acknowledge()) {
            refuse(session, Action.PUBLISH, publish.request(), publish.topic(), MatchPolicy.EXACT);
        }
        return 1;
    }

    private int subscribe(SessionLifecycle lifecycle, Subscribe subscribe) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        lifecycle.requestIds().take(subscribe.request());
        SubscribeOptions options = SubscribeOptions.from(subscribe.options());
        MatchPolicy match = options.match();
        if (decide(session, Action.SUBSCRIBE, subscribe.topic(), match).isAllowed()) {
            return 1 + broker.subscribe(session, subscribe, options) / RECEIVERS_PER_WEIGHT;
        }
        refuse(session, Action.SUBSCRIBE, subscribe.request(), subscribe.topic(), match);
        return 1;
    }

    private void register(SessionLifecycle lifecycle, Register register) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        lifecycle.requestIds().take(register.request());
        MatchPolicy match = RegisterOptions.from(register.options()).match();
        if (decide(session, Action.REGISTER, register.procedure(), match).isAllowed()) {
            dealer.register(session, register);
        } else {
            refuse(session, Action.REGISTER, register.request(), register.procedure(), match);
        }
    }

    private void call(SessionLifecycle lifecycle, Call call, ContractViolation violation) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        checkPayload(call.payload(), MessageType.CALL);
        boolean continues = dealer.isContinuation(session, call);
        if (!continues) {
            lifecycle.requestIds().take(call.request());
        }
        Decision decision = decide(session, Action.CALL, call.procedure(), MatchPolicy.EXACT);
        if (!continues && !decision.isAllowed()) {
            refuse(session, Action.CALL, call.request(), call.procedure(), MatchPolicy.EXACT);
            dealer.refused(session, call);
        } else if (violation != null && violations.rejects(session, call, violation)) {
            dealer.invalidArgument(session, call, violation);
        } else {
            dealer.call(session, call, decision);
        }
    }

    private void error(RouterSession session, ErrorMessage error) throws ProtocolViolation {
        checkPayload(error.payload(), MessageType.ERROR);
        dealer.error(session, error);
    }

    private void result(RouterSession session, Yield yield, ContractViolation violation) throws ProtocolViolation {
        checkPayload(yield.payload(), MessageType.YIELD);
        if (violation != null && violations.rejects(session, yield, violation)) {
            dealer.invalidResult(session, yield, violation);
        } else {
            dealer.yield(session, yield);
        }
    }

    /** Rejects bytes in the place of Arguments unless the realm accepts payload transparency. */
    private void checkPayload(Payload payload, MessageType type) throws ProtocolViolation {
        if (payload.isOpaque() && !takesOpaquePayloads) {
            throw new ProtocolViolation(
                    type + ": expected a list as Arguments, found bytes; this realm does not accept enc_ payloads");
        }
    }

    private Decision decide(RouterSession session, Action action, String uri, MatchPolicy match) {
        if (!rules.isValid(uri, match) || isReservedFor(action, uri)) {
            return Decision.DENIED;
        }
        return session.role().permissions().decide(action, uri, match);
    }

    /** Sends the ERROR for a request that {@link #decide} has denied. */
    private void refuse(RouterSession session, Action action, long request, String uri, MatchPolicy match) {
        MessageType type = MessageType.valueOf(action.name());
        String error = ErrorUri.INVALID_URI;
        String message;
        if (!rules.isValid(uri, match)) {
            message = "not a valid URI for match policy " + match.wireName() + " in this realm";
        } else if (isReservedFor(action, uri)) {
            message = "URIs that begin with wamp or signalbox are reserved";
        } else {
            error = ErrorUri.NOT_AUTHORIZED;
            message = "role " + session.role().name() + " may not " + type + " " + uri;
        }
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(message)));
    }

    private static boolean isReservedFor(Action action, String uri) {
        return (action == Action.PUBLISH || action == Action.REGISTER) && UriRules.isReserved(uri);
    }
}
