package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.RouterSession;

/** One session behind a registration, with the options it registered with. Confined to the realm's loop. */
record Callee(Participant participant, Registration registration, boolean disclosesCaller, boolean forwardsTimeout) {

    static Callee of(Participant participant, Registration registration, RegisterOptions options) {
        return new Callee(participant, registration, options.discloseCaller(), options.forwardTimeout());
    }

    RouterSession session() {
        return participant.session();
    }

    /**
     * Whether its role may serve this procedure. A registration of a pattern was authorized on the pattern only, so a
     * rule that denies one procedure below it is applied here.
     */
    boolean admits(String procedure) {
        return !registration.isPattern()
                || session()
                        .role()
                        .permissions()
                        .decide(Action.REGISTER, procedure, MatchPolicy.EXACT)
                        .isAllowed();
    }

    /** Whether it watches over the timeout of a call by itself (spec: Call Timeout). */
    boolean takesTimeouts() {
        return forwardsTimeout && session().features().calleeCallTimeout();
    }

    /** Whether it takes payloads that only caller and callee understand (spec: Payload Passthru Mode). */
    boolean takesPassthru() {
        return session().features().calleePayloadPassthru();
    }

    /** Whether a call may come to it in several chunks (spec: Progressive Call Invocations). */
    boolean takesProgressiveCalls() {
        return session().features().calleeProgressiveCallInvocations()
                && session().features().calleeCallCanceling();
    }
}
