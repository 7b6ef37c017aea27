package io.signalbox.router.realm;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Procedure;

/** A message of a session on its way into the realm: the one object that a message costs on this way. */
final class Delivery implements RealmTask {
    private final Membership member;
    private final WampMessage message;
    private final PublishTerms terms;
    private final int sizeBytes;

    /** Where the credit goes back to; null when the message never waited. */
    private InboundGate charged;

    /** How the payload breaks its contract, if it does. */
    private ContractViolation violation;

    /** What was made of a call to the router before it entered; null for all other messages. */
    private Procedure.Step serviceStep;

    Delivery(Membership member, WampMessage message, int sizeBytes) {
        this.member = member;
        this.message = message;
        this.sizeBytes = sizeBytes;
        terms = PublishTerms.of(message);
    }

    Membership member() {
        return member;
    }

    /** What it keeps alive while it waits: its bytes, and what its head has become at most. */
    long keptBytes() {
        long headBytes = Math.max(0, sizeBytes - payloadBytes());
        return sizeBytes + headBytes * Serializers.MAX_HEAD_EXPANSION;
    }

    private int payloadBytes() {
        return switch (message) {
            case Publish publish -> publish.payload().length();
            case Call call -> call.payload().length();
            case Yield yield -> yield.payload().length();
            case ErrorMessage error -> error.payload().length();
            // Nothing is made of it.
            case TooLongHead head -> sizeBytes;
            default -> 0;
        };
    }

    /** Before it is submitted only; null when it breaks none. */
    void breaks(ContractViolation found) {
        violation = found;
    }

    /** Reads the arguments of a call to the router, which must not be done inside. Before it is submitted only. */
    void readServiceCall(Call call) {
        serviceStep = member.realm().service().read(call.procedure(), call.payload());
    }

    /** Before it is submitted only. */
    void chargeTo(InboundGate gate) {
        charged = gate;
    }

    @Override
    public int run() {
        if (charged != null) {
            charged.giveBack(keptBytes());
        }
        return serviceStep == null ? member.take(message, terms, violation) : callService((Call) message);
    }

    private int callService(Call call) {
        ServiceSession service = member.realm().service();
        service.expect(call.payload(), serviceStep);
        try {
            return member.take(call, null, violation);
        } finally {
            service.expect(null, null);
        }
    }

    @Override
    public void failed(Throwable failure) {
        member.failed(message.type().name(), failure);
    }
}
