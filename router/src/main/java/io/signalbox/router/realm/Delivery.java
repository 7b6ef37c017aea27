package io.signalbox.router.realm;

import io.signalbox.protocol.message.WampMessage;
import io.signalbox.router.session.ContractViolation;

/** A message of a session on its way into the realm: the one object that a message costs on this way. */
final class Delivery implements RealmTask {
    private final Membership member;
    private final WampMessage message;
    private final int sizeBytes;

    /** Where the credit goes back to; null when the message never waited. */
    private InboundGate charged;

    /** How the payload breaks its contract, if it does. */
    private ContractViolation violation;

    Delivery(Membership member, WampMessage message, int sizeBytes) {
        this.member = member;
        this.message = message;
        this.sizeBytes = sizeBytes;
    }

    Membership member() {
        return member;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** Before it is submitted only; null when it breaks none. */
    void breaks(ContractViolation found) {
        violation = found;
    }

    /** Before it is submitted only. */
    void chargeTo(InboundGate gate) {
        charged = gate;
    }

    @Override
    public int run() {
        if (charged != null) {
            charged.giveBack(sizeBytes);
        }
        return member.take(message, violation);
    }

    @Override
    public void failed(Throwable failure) {
        member.failed(message.type().name(), failure);
    }
}
