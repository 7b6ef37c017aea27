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
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RouterSession;

/**
 * The way of a client's message to broker or dealer: its request id is taken, its sender's permission asked for and its
 * payload held to its contract, in this order. Confined to the realm's loop.
 */
final class MessageRouting {
    /** So many receivers of a publication count like one more task. */
    private static final int RECEIVERS_PER_WEIGHT = 64;

    private final RequestCheck check;
    private final ContractViolations violations;
    private final TooLongHeads tooLongHeads;
    private final Broker broker;
    private final Dealer dealer;

    MessageRouting(
            RequestCheck check,
            ContractViolations violations,
            TooLongHeads tooLongHeads,
            Broker broker,
            Dealer dealer) {
        this.check = check;
        this.violations = violations;
        this.tooLongHeads = tooLongHeads;
        this.broker = broker;
        this.dealer = dealer;
    }

    /**
     * Carries out what a client sent.
     *
     * @param terms the options of a PUBLISH
     * @param violation how its payload breaks its contract, or null
     * @return the weight in the loop
     */
    int route(Membership member, ClientMessage message, PublishTerms terms, ContractViolation violation)
            throws ProtocolViolation {
        RouterSession session = member.session();
        switch (message) {
            case Publish publish -> {
                return publish(member, publish, terms, violation);
            }
            case Call call -> call(member, call, violation);
            case Yield yield -> result(session, yield, violation);
            case ErrorMessage error -> error(session, error);
            case Cancel cancel -> dealer.cancel(session, cancel);
            case Subscribe subscribe -> {
                return subscribe(member, subscribe);
            }
            case Unsubscribe unsubscribe -> {
                member.requestIds().take(unsubscribe.request());
                broker.unsubscribe(session, unsubscribe);
            }
            case Register register -> register(member, register);
            case Unregister unregister -> {
                member.requestIds().take(unregister.request());
                dealer.unregister(session, unregister);
            }
            case Goodbye goodbye -> member.leave(goodbye);
            case Abort abort -> member.aborted(abort);
            case TooLongHead head -> tooLongHeads.refuse(member, head);
            case Hello hello -> throw new ProtocolViolation("HELLO while the session is open");
            case Authenticate authenticate -> throw new ProtocolViolation("AUTHENTICATE without a CHALLENGE");
        }
        return 1;
    }

    private int publish(Membership member, Publish publish, PublishTerms terms, ContractViolation violation)
            throws ProtocolViolation {
        RouterSession session = member.session();
        check.payload(publish.payload(), MessageType.PUBLISH);
        member.requestIds().take(publish.request());
        PublishOptions options = terms.options();
        PayloadPassthru.check(options.passthru(), session.features().publisherPayloadPassthru(), MessageType.PUBLISH);
        Decision decision = check.decide(session, Action.PUBLISH, publish.topic(), MatchPolicy.EXACT);
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
            check.refuse(session, MessageType.PUBLISH, publish.request(), publish.topic(), MatchPolicy.EXACT);
        }
        return 1;
    }

    private int subscribe(Membership member, Subscribe subscribe) throws ProtocolViolation {
        RouterSession session = member.session();
        member.requestIds().take(subscribe.request());
        SubscribeOptions options = SubscribeOptions.from(subscribe.options());
        MatchPolicy match = options.match();
        if (check.decide(session, Action.SUBSCRIBE, subscribe.topic(), match).isAllowed()) {
            return 1 + broker.subscribe(session, subscribe, options) / RECEIVERS_PER_WEIGHT;
        }
        check.refuse(session, MessageType.SUBSCRIBE, subscribe.request(), subscribe.topic(), match);
        return 1;
    }

    private void register(Membership member, Register register) throws ProtocolViolation {
        RouterSession session = member.session();
        member.requestIds().take(register.request());
        MatchPolicy match = RegisterOptions.from(register.options()).match();
        if (check.decide(session, Action.REGISTER, register.procedure(), match).isAllowed()) {
            dealer.register(session, register);
        } else {
            check.refuse(session, MessageType.REGISTER, register.request(), register.procedure(), match);
        }
    }

    private void call(Membership member, Call call, ContractViolation violation) throws ProtocolViolation {
        RouterSession session = member.session();
        check.payload(call.payload(), MessageType.CALL);
        boolean continues = dealer.isContinuation(session, call);
        if (!continues) {
            member.requestIds().take(call.request());
        }
        Decision decision = check.decide(session, Action.CALL, call.procedure(), MatchPolicy.EXACT);
        if (!continues && !decision.isAllowed()) {
            check.refuse(session, MessageType.CALL, call.request(), call.procedure(), MatchPolicy.EXACT);
            dealer.refused(session, call);
        } else if (violation != null && violations.rejects(session, call, violation)) {
            dealer.invalidArgument(session, call, violation);
        } else {
            dealer.call(session, call, decision);
        }
    }

    private void error(RouterSession session, ErrorMessage error) throws ProtocolViolation {
        check.payload(error.payload(), MessageType.ERROR);
        dealer.error(session, error);
    }

    private void result(RouterSession session, Yield yield, ContractViolation violation) throws ProtocolViolation {
        check.payload(yield.payload(), MessageType.YIELD);
        if (violation != null && violations.rejects(session, yield, violation)) {
            dealer.invalidResult(session, yield, violation);
        } else {
            dealer.yield(session, yield);
        }
    }
}
