package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.protocol.options.CancelOptions;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Routes calls to callees and answers to callers (spec: Remote Procedure Calls). Every CALL gets exactly one final answer
 * as long as the caller stays.
 *
 * <p>Confined to the realm's loop. URIs, reserved names and permissions have been checked. A {@link ProtocolViolation}
 * leaves the dealer unchanged and ends the session of the sender.
 */
public final class Dealer {
    /** Maximum number of registrations whose callees have all ended that one CALL skips. */
    private static final int MAX_ENDED_REGISTRATIONS = 8;

    private final boolean refusesDiscloseMe;
    private final RealmCounters counters;
    private final CallDeadlines deadlines;
    private final CallerPauses pauses;
    private final PendingCalls pending;
    private final CallCanceller canceller;
    private final Invoker invoker;
    private final CallQueues queues;
    private final CallAnswers answers;
    private final Registrations registrations;
    private final LongMap<Participant> participants = new LongMap<>();

    /**
     * @param refusesDiscloseMe whether {@code disclose_me} is an error unless a permission rule grants the disclosure
     * @param budget memory of held calls in the node
     * @param random chooses callees of registrations with policy {@code random}
     * @param work runs timeouts, and work that is too long for one task
     */
    public Dealer(
            SessionLimits limits,
            boolean refusesDiscloseMe,
            CallRules rules,
            HeldBudget budget,
            RandomGenerator random,
            RealmCounters counters,
            RealmWork work) {
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.counters = counters;
        deadlines = new CallDeadlines(work, this::expire, this::serveQueues);
        pauses = new CallerPauses(limits, work.executor());
        pending = new PendingCalls(limits, budget, deadlines, pauses, counters);
        canceller = new CallCanceller(pending);
        invoker = new Invoker(pending, rules, counters);
        queues = new CallQueues(pending, invoker, rules, counters, work.executor());
        answers = new CallAnswers(pending, invoker);
        registrations = new Registrations(limits, refusesDiscloseMe, queues, random, counters, work);
    }

    /** Sets the observer of registrations. */
    public void observedBy(RealmObserver observer) {
        registrations.observedBy(observer);
    }

    public Registrations registrations() {
        return registrations;
    }

    public void register(RouterSession session, Register register) throws ProtocolViolation {
        registrations.register(participant(session), register);
        serveQueues();
    }

    public void unregister(RouterSession session, Unregister unregister) {
        registrations.unregister(participant(session), unregister);
        serveQueues();
    }

    /**
     * Removes a callee from a registration and tells the callee if it announced {@code registration_revocation} (spec:
     * Registration Revocation). Invocations in progress continue.
     *
     * @return whether the session had this registration
     */
    public boolean revoke(long registrationId, long sessionId, String reason) {
        Participant callee = participants.get(sessionId);
        boolean isRevoked = callee != null && registrations.revoke(callee, registrationId, reason);
        serveQueues();
        return isRevoked;
    }

    /**
     * Handles a new call, or a further chunk of a progressive call.
     *
     * @param decision ignored for a further chunk
     */
    public void call(RouterSession session, Call call, Decision decision) throws ProtocolViolation {
        CallOptions asked = CallOptions.from(call.options(), call.payload());
        CallOptions options = session.isLink() || asked.forwardFor().isEmpty() ? asked : asked.notForwarded();
        Participant caller = participant(session);
        PendingCall active = caller.calls.get(call.request());
        if (active != null) {
            active.requireContinuation(call);
            invoker.proceed(active, call, options.progress());
            return;
        }
        if (options.progress() && !session.features().callerProgressiveCallInvocations()) {
            throw new ProtocolViolation("CALL.Options.progress without progressive_call_invocations in HELLO");
        }
        PayloadPassthru.check(options.passthru(), session.features().callerPayloadPassthru(), MessageType.CALL);
        if (caller.dropsChunk(call.request(), call.procedure(), !options.progress())) {
            return;
        }
        counters.calls++;
        Refusal refusal = start(caller, call, options, decision);
        if (refusal == null) {
            return;
        }
        if (options.progress()) {
            caller.abandonInput(call.request(), call.procedure());
        }
        refusal.send(session, MessageType.CALL, call.request());
    }

    /**
     * Handles a call of the router's own session, which has no options. Does not count as the call of a client.
     *
     * @param call the request id is none of an open call
     */
    public void serviceCall(RouterSession session, Call call) {
        counters.serviceCalls++;
        Refusal refusal = start(participant(session), call, CallOptions.DEFAULTS, Decision.ALLOWED);
        if (refusal != null) {
            refusal.send(session, MessageType.CALL, call.request());
        }
    }

    /** Handles a CALL, or a further chunk, whose arguments violate the contract of the procedure. */
    public void invalidArgument(RouterSession session, Call call, ContractViolation violation)
            throws ProtocolViolation {
        canceller.invalidCall(participant(session), call, ErrorUri.INVALID_ARGUMENT, violation.explanation());
        serveQueues();
    }

    /** Handles a CALL, or a further chunk, whose head exceeds the limit. */
    public void unreadable(RouterSession session, Call call, Payload explanation) throws ProtocolViolation {
        canceller.invalidCall(participant(session), call, ErrorUri.LIMIT_EXCEEDED, explanation);
        serveQueues();
    }

    /** Handles a YIELD whose head exceeds the limit. */
    public void unreadable(RouterSession session, Yield yield, Payload explanation) throws ProtocolViolation {
        answers.unreadable(participant(session), yield, explanation);
        serveQueues();
    }

    /** Handles an ERROR whose head exceeds the limit. */
    public void unreadable(RouterSession session, ErrorMessage error, Payload explanation) throws ProtocolViolation {
        answers.unreadable(participant(session), error, explanation);
        serveQueues();
    }

    /** Invokes a callee or adds the call to a queue. Returns the reason if neither is possible, else null. */
    private Refusal start(Participant caller, Call call, CallOptions options, Decision decision) {
        Registration registration = registrations.find(call.procedure());
        if (registration == null) {
            return Refusal.NO_SUCH_PROCEDURE;
        }
        String linkNode = caller.session().role().linkNode();
        if (linkNode != null && options.forwardFor().names(linkNode)) {
            counters.droppedForwards++;
            return Refusal.FORWARDED_BEFORE;
        }
        if (pauses.mustRefuse(caller)) {
            counters.refusedByLimit++;
            pauses.pauseAnew(caller);
            return Refusal.TOO_MANY_CALLS;
        }
        if (pending.holdsTooMuch(caller)) {
            counters.refusedByLimit++;
            return Refusal.TOO_MUCH_HELD;
        }
        boolean disclosedByRule = decision == Decision.ALLOWED_AND_DISCLOSED;
        if (options.discloseMe() && refusesDiscloseMe && !disclosedByRule) {
            return Refusal.DISCLOSURE_REFUSED;
        }
        boolean discloses = disclosedByRule || options.discloseMe();
        return route(registration, caller, call, options, discloses);
    }

    private Refusal route(Registration best, Participant caller, Call call, CallOptions options, boolean discloses) {
        Registration registration = best;
        for (int ended = 0; registration != null; ended++) {
            if (registration.isServingQueue()) {
                return queues.enqueue(caller, new HeldCall(call, options, discloses, registration));
            }
            Callee callee = registration.choose(call.procedure());
            if (callee != null && callee.group().hasWaitingCalls()) {
                // A callee that did not read reads again. The calls that wait precede this one.
                queues.serve(registration);
                if (registration.isServingQueue()) {
                    return queues.enqueue(caller, new HeldCall(call, options, discloses, registration));
                }
                callee = registration.choose(call.procedure());
            }
            if (callee != null) {
                return invoke(caller, call, callee, options, discloses);
            }
            if (ended == MAX_ENDED_REGISTRATIONS || registration.isCongested(call.procedure())) {
                return Refusal.NO_AVAILABLE_CALLEE;
            }
            if (!registrations.removeIfEnded(registration)) {
                return queues.enqueue(caller, new HeldCall(call, options, discloses, registration));
            }
            registration = registrations.find(call.procedure());
        }
        return Refusal.NO_SUCH_PROCEDURE;
    }

    private Refusal invoke(Participant caller, Call call, Callee callee, CallOptions options, boolean discloses) {
        Refusal refusal = Refusal.ofCallee(callee, options);
        if (refusal == null) {
            invoker.invoke(caller, call, callee, options, discloses);
        }
        return refusal;
    }

    /** Returns whether this CALL can only be a further chunk of a progressive call, in progress or ended. */
    public boolean isContinuation(RouterSession session, Call call) {
        Participant caller = participants.get(session.id());
        if (caller == null) {
            return false;
        }
        PendingCall active = caller.calls.get(call.request());
        return active == null ? caller.hasAbandoned(call.request(), call.procedure()) : active.isContinuedBy(call);
    }

    /** Notes that the CALL was answered with ERROR elsewhere. Further chunks are dropped. */
    public void refused(RouterSession session, Call call) throws ProtocolViolation {
        if (CallOptions.from(call.options()).progress()) {
            participant(session).abandonInput(call.request(), call.procedure());
        }
    }

    /** Cancels a call. Has no effect on a call that has ended, or on an unknown request id. */
    public void cancel(RouterSession session, Cancel cancel) throws ProtocolViolation {
        CancelOptions options = CancelOptions.from(cancel.options());
        PendingCall call = participant(session).calls.get(cancel.request());
        if (call != null) {
            canceller.cancel(call, options.mode());
            serveQueues();
        }
    }

    /** Handles the final result, or a progressive result, of an invocation. */
    public void yield(RouterSession session, Yield yield) throws ProtocolViolation {
        answers.yield(participant(session), yield);
        serveQueues();
    }

    /** Handles a YIELD that violates the contract of the procedure. */
    public void invalidResult(RouterSession session, Yield yield, ContractViolation violation)
            throws ProtocolViolation {
        answers.invalidResult(participant(session), yield, violation);
        serveQueues();
    }

    /** Handles the ERROR of an invocation. */
    public void error(RouterSession session, ErrorMessage error) throws ProtocolViolation {
        answers.error(participant(session), error);
        serveQueues();
    }

    /** Handles an INVOCATION that was dropped because it exceeds the longest message of the callee's transport. */
    public void tooLong(RouterSession callee, Invocation invocation) {
        canceller.tooLong(participant(callee), invocation);
        serveQueues();
    }

    /** Handles a RESULT that was dropped because it exceeds the longest message of the caller's transport. */
    public void tooLong(RouterSession caller, Result result) {
        canceller.tooLong(participant(caller), result);
        serveQueues();
    }

    /**
     * Handles an ERROR that was dropped because it exceeds the longest message of the receiver's transport.
     *
     * @return false if the receiver waits for an answer that cannot be sent
     */
    public boolean tooLong(RouterSession receiver, ErrorMessage error) {
        return canceller.tooLong(participant(receiver), error);
    }

    /** Notes the begin or the end of the removal of a group of ended sessions. */
    public void sessionsAreLeaving(boolean leaving) {
        registrations.sessionsAreLeaving(leaving);
    }

    /** Returns the removal of an ended session from all calls and registrations. The session receives no messages. */
    public Leaving leaving(RouterSession session) {
        Participant gone = participants.remove(session.id());
        if (gone == null) {
            return budget -> budget;
        }
        Leaving invoked = calls(
                gone.invocations.draining(),
                call -> gone.invocations.get(call.invocation()) == call,
                canceller::calleeGone);
        Leaving called =
                calls(gone.calls.draining(), call -> gone.calls.get(call.request()) == call, canceller::callerGone);
        Leaving all = Leaving.inTurn(
                CallerPauses.leaving(gone),
                invoked,
                pending.calleeLeaving(gone),
                registrations.leaving(gone),
                called,
                pending.callerLeaving(gone));
        return budget -> {
            int rest = all.advance(budget);
            serveQueues();
            return rest;
        };
    }

    /** @param isThere whether a call has not ended since the iterator returned it */
    private static Leaving calls(
            Iterator<PendingCall> left, Predicate<PendingCall> isThere, Consumer<PendingCall> end) {
        return budget -> {
            int rest = budget;
            while (rest > 0 && left.hasNext()) {
                PendingCall call = left.next();
                rest--;
                if (isThere.test(call)) {
                    end.accept(call);
                }
            }
            return rest;
        };
    }

    /**
     * Returns the number of sessions, registrations, deadlines and ended invocations in the tables. Sessions that have
     * left leave no entries.
     */
    public int entries() {
        return participants.size() + registrations.size() + deadlines.size() + endedInvocations();
    }

    /** Returns the number of invocations in progress whose calls have ended for the callers. */
    public int endedInvocations() {
        return pending.endedInvocations();
    }

    boolean isEmpty() {
        return entries() == 0;
    }

    private void expire(PendingCall call) {
        canceller.timedOut(call);
    }

    private void serveQueues() {
        queues.serveAll();
    }

    private Participant participant(RouterSession session) {
        Participant known = participants.get(session.id());
        if (known == null) {
            known = new Participant(session);
            participants.put(session.id(), known);
        }
        return known;
    }
}
