package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RouterSession;
import java.util.Map;
import java.util.Set;

/** One session behind a registration, with the options it registered with. Confined to the realm's loop. */
final class Callee {
    private final Participant participant;
    private final Registration registration;
    private final boolean disclosesCaller;
    private final boolean forwardsTimeout;
    private final boolean yieldsToOthers;

    /** How many invocations of this registration it takes at once. */
    private final long concurrency;

    /** The invocations that it works on, whether their callers still wait or not. */
    private long running;

    Callee(Participant participant, Registration registration, RegisterOptions options) {
        this.participant = participant;
        this.registration = registration;
        disclosesCaller = options.discloseCaller();
        forwardsTimeout = options.forwardTimeout();
        yieldsToOthers = options.forceReregister();
        concurrency = options.concurrency() == 0 ? Long.MAX_VALUE : options.concurrency();
    }

    Participant participant() {
        return participant;
    }

    Registration registration() {
        return registration;
    }

    RouterSession session() {
        return participant.session();
    }

    boolean disclosesCaller() {
        return disclosesCaller;
    }

    /** Whether it may be replaced by a callee that asks for it: only one that would have asked itself. */
    boolean yieldsToOthers() {
        return yieldsToOthers;
    }

    /** An invocation begins. */
    void begins() {
        running++;
    }

    /** It does not work on an invocation any more. */
    void ends() {
        running--;
    }

    /** Whether it takes a limited number of invocations of this registration at once. */
    boolean isLimited() {
        return concurrency != Long.MAX_VALUE;
    }

    boolean hasRoom() {
        return running < concurrency;
    }

    /**
     * Whether it may get this call now: its session is open, it has room and reads what it is sent, may serve the
     * procedure, and is none of {@code tried} (or null).
     */
    boolean isEligible(String procedure, Set<Participant> tried) {
        return hasRoom()
                && session().isOpen()
                && !isCongested()
                && admits(procedure)
                && (tried == null || !tried.contains(participant));
    }

    /** Whether it does not read what it has got, so that it is spared further calls. */
    boolean isCongested() {
        return session().isCongested();
    }

    /**
     * Whether its role may serve this procedure. A registration of a pattern was authorized on the pattern only, so a
     * rule that denies one procedure below it is applied here, and reserved names are the router's also under a pattern.
     */
    boolean admits(String procedure) {
        if (!registration.isPattern()) {
            return true;
        }
        return !UriRules.isReserved(procedure)
                && session()
                        .role()
                        .permissions()
                        .decide(Action.REGISTER, procedure, MatchPolicy.EXACT)
                        .isAllowed();
    }

    /** Whether it watches over the timeout of a call by itself (spec: Call Timeout). */
    boolean takesTimeouts() {
        return forwardsTimeout && session().features().calleeCallTimeout();
    }

    /**
     * Whether it takes a payload that only caller and callee understand (spec: Payload Passthru Mode).
     *
     * @param passthru the entries about it
     */
    boolean takes(Map<String, Object> passthru) {
        ClientFeatures features = session().features();
        return PayloadPassthru.isTaken(
                passthru, features.calleePayloadPassthru(), features.calleePayloadTransparency());
    }

    /** Whether a call may come to it in several chunks (spec: Progressive Call Invocations). */
    boolean takesProgressiveCalls() {
        return session().features().calleeProgressiveCallInvocations()
                && session().features().calleeCallCanceling();
    }

    /** Whether it may leave its calls to another callee (spec: Call Re-Routing). */
    boolean reroutes() {
        return session().features().calleeCallReroute();
    }
}
