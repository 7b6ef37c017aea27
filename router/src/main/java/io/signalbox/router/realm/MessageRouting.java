package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
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
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.RouterSession;

/**
 * Routing of client messages to broker and dealer. Checks each request in this order: request id, URI, reserved names,
 * permission, payload contract. The permission check precedes the contract, so that a client without permission learns
 * nothing about the contract. Confined to the realm's loop.
 */
final class MessageRouting {
    /** Number of receivers that weigh as much as one task. */
    private static final int RECEIVERS_PER_WEIGHT = 64;

    private final boolean takesOpaquePayloads;
    private final RequestAuthorization authorization;
    private final ContractViolations violations;
    private final TooLongHeads tooLongHeads;
    private final Broker broker;
    private final Dealer dealer;
    private final ServiceSession service;

    MessageRouting(
            RealmSettings settings,
            ContractViolations violations,
            FailedAuthorizations failedAuthorizations,
            TooLongHeads tooLongHeads,
            Broker broker,
            Dealer dealer,
            ServiceSession service) {
        this.takesOpaquePayloads = settings.takesOpaquePayloads();
        this.authorization = new RequestAuthorization(settings.uriRules(), failedAuthorizations);
        this.violations = violations;
        this.tooLongHeads = tooLongHeads;
        this.broker = broker;
        this.dealer = dealer;
        this.service = service;
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
            case Call call -> {
                return call(lifecycle, call, inbound);
            }
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
            case Register register -> {
                return register(lifecycle, register);
            }
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
        Decision decision = authorization.decide(session, Action.PUBLISH, publish.topic(), MatchPolicy.EXACT);
        if (decision == Decision.UNDECIDED) {
            return authorization.ask(
                    lifecycle,
                    new AuthorizationRequest(
                            session, Action.PUBLISH, publish.topic(), MatchPolicy.EXACT, publish.options()),
                    later -> publish(session, publish, options, inbound.violation(), later));
        }
        return publish(session, publish, options, inbound.violation(), decision);
    }

    private int publish(
            RouterSession session,
            Publish publish,
            PublishOptions options,
            ContractViolation violation,
            Decision decision) {
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
            authorization.refuse(
                    session, Action.PUBLISH, publish.request(), publish.topic(), MatchPolicy.EXACT, decision);
        }
        return 1;
    }

    private int subscribe(SessionLifecycle lifecycle, Subscribe subscribe) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        lifecycle.requestIds().take(subscribe.request());
        SubscribeOptions options = SubscribeOptions.from(subscribe.options());
        Decision decision = authorization.decide(session, Action.SUBSCRIBE, subscribe.topic(), options.match());
        if (decision == Decision.UNDECIDED) {
            return authorization.ask(
                    lifecycle,
                    new AuthorizationRequest(
                            session, Action.SUBSCRIBE, subscribe.topic(), options.match(), subscribe.options()),
                    later -> subscribe(session, subscribe, options, later));
        }
        return subscribe(session, subscribe, options, decision);
    }

    private int subscribe(RouterSession session, Subscribe subscribe, SubscribeOptions options, Decision decision) {
        if (decision.isAllowed()) {
            return 1 + broker.subscribe(session, subscribe, options) / RECEIVERS_PER_WEIGHT;
        }
        authorization.refuse(
                session, Action.SUBSCRIBE, subscribe.request(), subscribe.topic(), options.match(), decision);
        return 1;
    }

    private int register(SessionLifecycle lifecycle, Register register) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        lifecycle.requestIds().take(register.request());
        MatchPolicy match = RegisterOptions.from(register.options()).match();
        Decision decision = authorization.decide(session, Action.REGISTER, register.procedure(), match);
        if (decision == Decision.UNDECIDED) {
            return authorization.ask(
                    lifecycle,
                    new AuthorizationRequest(session, Action.REGISTER, register.procedure(), match, register.options()),
                    later -> register(session, register, match, later));
        }
        return register(session, register, match, decision);
    }

    private int register(RouterSession session, Register register, MatchPolicy match, Decision decision)
            throws ProtocolViolation {
        if (decision.isAllowed()) {
            dealer.register(session, register);
        } else {
            authorization.refuse(session, Action.REGISTER, register.request(), register.procedure(), match, decision);
        }
        return 1;
    }

    private int call(SessionLifecycle lifecycle, Call call, InboundMessage inbound) throws ProtocolViolation {
        RouterSession session = lifecycle.session();
        checkPayload(call.payload(), MessageType.CALL);
        if (dealer.isContinuation(session, call)) {
            // The first chunk was authorized.
            return call(session, call, inbound, Decision.ALLOWED);
        }
        lifecycle.requestIds().take(call.request());
        Decision decision = authorization.decide(session, Action.CALL, call.procedure(), MatchPolicy.EXACT);
        if (decision == Decision.UNDECIDED) {
            return authorization.ask(
                    lifecycle,
                    new AuthorizationRequest(session, Action.CALL, call.procedure(), MatchPolicy.EXACT, call.options()),
                    later -> call(session, call, inbound, later));
        }
        return call(session, call, inbound, decision);
    }

    private int call(RouterSession session, Call call, InboundMessage inbound, Decision decision)
            throws ProtocolViolation {
        ContractViolation violation = inbound.violation();
        if (!decision.isAllowed()) {
            authorization.refuse(session, Action.CALL, call.request(), call.procedure(), MatchPolicy.EXACT, decision);
            dealer.refused(session, call);
        } else if (violation != null && violations.rejects(session, call, violation)) {
            dealer.invalidArgument(session, call, violation);
        } else if (inbound.serviceStep() == null) {
            dealer.call(session, call, decision);
        } else {
            callService(session, call, inbound.serviceStep(), decision);
        }
        return 1;
    }

    private void callService(RouterSession session, Call call, Procedure.Step step, Decision decision)
            throws ProtocolViolation {
        service.expect(call.payload(), step);
        try {
            dealer.call(session, call, decision);
        } finally {
            service.expect(null, null);
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
}
