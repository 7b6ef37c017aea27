package io.signalbox.router.dealer;

import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Member;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.Map;

/** A session of a registration, with the options of its REGISTER. Confined to the realm's loop. */
final class Callee {
    private final Participant participant;

    /** The session of the participant, kept here because a call may have to look at thousands of callees. */
    private final RouterSession session;

    private final Registration registration;
    private final CalleeGroup group;
    private final boolean disclosesCaller;
    private final boolean forwardsTimeout;
    private final boolean isReplaceable;
    private final List<String> forwardFor;

    /** Maximum number of concurrent invocations of this registration. */
    private final long concurrency;

    /** Number of invocations that the callee works on, including those that have ended for their callers. */
    private long running;

    private boolean hasLeft;

    Callee(Participant participant, Registration registration, CalleeGroup group, RegisterOptions options) {
        this.participant = participant;
        session = participant.session();
        this.registration = registration;
        this.group = group;
        // A link tells the other router who calls.
        disclosesCaller = options.discloseCaller() || session.isLink();
        forwardFor = session.isLink() ? options.forwardFor() : List.of();
        forwardsTimeout = options.forwardTimeout();
        isReplaceable = options.forceReregister();
        concurrency = options.concurrency() == 0 ? Long.MAX_VALUE : options.concurrency();
    }

    Participant participant() {
        return participant;
    }

    Registration registration() {
        return registration;
    }

    CalleeGroup group() {
        return group;
    }

    RouterSession session() {
        return session;
    }

    boolean disclosesCaller() {
        return disclosesCaller;
    }

    /** Returns whether a session that demands it may replace this callee, which has demanded the same. */
    boolean isReplaceable() {
        return isReplaceable;
    }

    Member member() {
        return new Member(session, forwardFor);
    }

    /** Notes the begin of an invocation. */
    void begins() {
        running++;
        if (running == concurrency && !hasLeft) {
            group.losesRoom();
        }
    }

    /** Notes the end of the callee's work on an invocation. */
    void ends() {
        running--;
        if (running == concurrency - 1 && !hasLeft) {
            group.gainsRoom();
        }
    }

    /** Notes the end of the registration for this callee, which may still work on invocations. */
    void leaves() {
        hasLeft = true;
        group.remove(this);
    }

    /** Returns whether the number of concurrent invocations is limited. */
    boolean isLimited() {
        return concurrency != Long.MAX_VALUE;
    }

    boolean hasRoom() {
        return running < concurrency;
    }

    /**
     * Returns whether the callee can take a call now: the session is open and reads, and the callee has room and may
     * serve the procedure.
     *
     * @param rerouted the call if another callee was not available for it, else null
     */
    boolean isEligible(String procedure, HeldCall rerouted) {
        return hasRoom()
                && session.isOpen()
                && !isCongested()
                && admits(procedure)
                && (rerouted == null || rerouted.canGoTo(this));
    }

    /** Returns whether the session does not read what it has been sent. Such a callee gets no calls. */
    boolean isCongested() {
        return session.isCongested();
    }

    /** Returns whether the role of the session may serve this procedure. */
    boolean admits(String procedure) {
        return group.admits(procedure);
    }

    /** Returns whether the callee itself monitors the timeout of a call (spec: Call Timeouts). */
    boolean takesTimeouts() {
        return forwardsTimeout && session.features().calleeCallTimeout();
    }

    /**
     * Returns whether the callee takes a payload that only caller and callee understand (spec: Payload Passthru Mode).
     *
     * @param passthru the {@code ppt_*} and {@code enc_*} options of the call
     */
    boolean takes(Map<String, Object> passthru) {
        ClientFeatures features = session.features();
        return PayloadPassthru.isTaken(
                passthru, features.calleePayloadPassthru(), features.calleePayloadTransparency());
    }

    /** Returns whether the callee takes calls in several chunks (spec: Progressive Call Invocations). */
    boolean takesProgressiveCalls() {
        return session.features().calleeProgressiveCallInvocations()
                && session.features().calleeCallCanceling();
    }

    /** Returns whether the callee may leave its calls to another callee (spec: Call Re-Routing). */
    boolean reroutes() {
        return session.features().calleeCallReroute();
    }
}
