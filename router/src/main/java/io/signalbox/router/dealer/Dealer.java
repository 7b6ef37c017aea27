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
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Routes calls to callees and answers back to callers (spec: Remote Procedure Calls). Every CALL gets exactly one final
 * answer while its caller stays.
 *
 * <p>Confined to the realm's loop. URIs, reserved names and permissions were checked before. A {@link ProtocolViolation}
 * leaves the dealer unchanged and is to end the session of the sender.
 */
public final class Dealer {
    private final boolean refusesDiscloseMe;
    private final RealmCounters counters;
    private final Registrations registrations;
    private final CallDeadlines deadlines;
    private final CallerPauses pauses;
    private final PendingCalls pending;
    private final CallCanceller canceller;
    private final InvalidArguments invalidArguments;
    private final Invoker invoker;
    private final CallAnswers answers;
    private final TooLongParts tooLong;
    private final LongMap<Participant> participants = new LongMap<>();

    /**
     * @param refusesDiscloseMe whether a wish for disclosure that no permission rule grants is an error
     * @param budget what calls that are kept are charged to, beside their callers
     * @param random chooses callees of registrations with policy {@code random}
     * @param executor runs work that is too long for one task
     */
    public Dealer(
            SessionLimits limits,
            boolean refusesDiscloseMe,
            CallRules rules,
            HeldBudget budget,
            CallTimer timer,
            RandomGenerator random,
            RealmCounters counters,
            RealmExecutor executor) {
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.counters = counters;
        deadlines = new CallDeadlines(timer, this::expire);
        pauses = new CallerPauses(limits);
        pending = new PendingCalls(limits, budget, deadlines, pauses, counters);
        registrations = new Registrations(limits, refusesDiscloseMe, rules, pending, random, counters, executor);
        canceller = new CallCanceller(pending);
        invalidArguments = new InvalidArguments(canceller);
        invoker = new Invoker(pending, rules, counters, executor);
        answers = new CallAnswers(pending, invoker);
        tooLong = new TooLongParts(pending, canceller);
    }

    /** Tells what changes from now on. */
    public void observedBy(RealmObserver observer) {
        registrations.observedBy(observer);
    }

    public Registrations registrations() {
        return registrations;
    }

    public void register(RouterSession session, Register register) throws ProtocolViolation {
        registrations.register(participant(session), register);
        invoker.serveWaiting();
    }

    public void unregister(RouterSession session, Unregister unregister) {
        registrations.unregister(participant(session), unregister);
    }

    /**
     * Takes a registration from one of its callees, which is told so if it announced {@code registration_revocation}
     * (spec: Registration Revocation). Its open invocations go on.
     *
     * @return whether the session had this registration
     */
    public boolean revoke(long registrationId, long sessionId, String reason) {
        Participant callee = participants.get(sessionId);
        return callee != null && registrations.revoke(callee, registrationId, reason);
    }

    /** A new call, or the next chunk of a progressive one, whatever the decision on that chunk is. */
    public void call(RouterSession session, Call call, Decision decision) throws ProtocolViolation {
        CallOptions options = CallOptions.from(call.options(), call.payload());
        Participant caller = participant(session);
        PendingCall active = caller.calls.get(call.request());
        if (active != null) {
            proceed(active, call, options.progress());
            return;
        }
        if (options.progress() && !session.features().callerProgressiveCallInvocations()) {
            throw new ProtocolViolation("CALL.Options.progress without progressive_call_invocations in HELLO");
        }
        PayloadPassthru.check(options.passthru(), session.features().callerPayloadPassthru(), MessageType.CALL);
        if (caller.abandonedInputs.swallows(call.request(), call.procedure(), options.progress())) {
            return;
        }
        counters.calls++;
        Refusal refusal = start(caller, call, options, decision);
        if (refusal == null) {
            return;
        }
        if (options.progress()) {
            caller.abandonedInputs.add(call.request(), call.procedure());
        }
        refusal.send(session, MessageType.CALL, call.request());
    }

    /** A CALL, or a chunk of a progressive one, that breaks its contract. */
    public void invalidArgument(RouterSession session, Call call, ContractViolation violation)
            throws ProtocolViolation {
        invalidArguments.fail(participant(session), call, ErrorUri.INVALID_ARGUMENT, violation.explanation());
        invoker.serveWaiting();
    }

    /** A CALL, or a chunk of a progressive one, whose head is too long to be read: the call fails as a whole. */
    public void unreadable(RouterSession session, Call call, Payload explanation) throws ProtocolViolation {
        invalidArguments.fail(participant(session), call, Refusal.LIMIT_EXCEEDED, explanation);
        invoker.serveWaiting();
    }

    /** A result, or a part of one, whose head is too long to be read: the call fails. */
    public void unreadable(RouterSession session, Yield yield, Payload explanation) throws ProtocolViolation {
        answers.unreadable(participant(session), yield, explanation);
        invoker.serveWaiting();
    }

    /** The failure of an invocation, whose head is too long to be read: the call fails for that reason. */
    public void unreadable(RouterSession session, ErrorMessage error, Payload explanation) throws ProtocolViolation {
        answers.unreadable(participant(session), error, explanation);
        invoker.serveWaiting();
    }

    /** Invokes a callee or lets the call wait for one; else returns why not. */
    private Refusal start(Participant caller, Call call, CallOptions options, Decision decision) {
        Registration registration = registrations.find(call.procedure());
        if (registration == null) {
            return Refusal.NO_SUCH_PROCEDURE;
        }
        if (pauses.mustRefuse(caller)) {
            counters.refusedByLimit++;
            pauses.pauseAnew(caller);
            return Refusal.TOO_MANY_CALLS;
        }
        if (pending.holdsTooMuch(caller)) {
            counters.refusedByLimit++;
            return Refusal.TOO_MUCH_TO_KEEP;
        }
        boolean disclosedByRule = decision == Decision.ALLOWED_AND_DISCLOSED;
        if (options.discloseMe() && refusesDiscloseMe && !disclosedByRule) {
            return Refusal.DISCLOSURE_REFUSED;
        }
        boolean discloses = disclosedByRule || options.discloseMe();
        if (registration.isServingQueue()) {
            return invoker.enqueue(caller, new HeldCall(call, options, discloses, registration));
        }
        Callee callee = registration.choose(call.procedure());
        if (callee == null && registrations.removeEnded(registration)) {
            return start(caller, call, options, decision);
        }
        if (callee == null) {
            // A backlog does not come down within the time that is left to a call, so nobody waits for it.
            return registration.isCongested(call.procedure())
                    ? Refusal.NO_AVAILABLE_CALLEE
                    : invoker.enqueue(caller, new HeldCall(call, options, discloses, registration));
        }
        Refusal refusal = Refusal.ofCallee(callee, options);
        if (refusal == null) {
            invoker.invoke(caller, call, callee, options, discloses);
        }
        return refusal;
    }

    /** Whether this CALL can only be the next chunk of a progressive call, going on or over. */
    public boolean isContinuation(RouterSession session, Call call) {
        Participant caller = participants.get(session.id());
        if (caller == null) {
            return false;
        }
        PendingCall active = caller.calls.get(call.request());
        return active == null
                ? caller.abandonedInputs.contains(call.request(), call.procedure())
                : active.isContinuedBy(call);
    }

    /** The CALL got its ERROR elsewhere: further chunks of it are to be dropped. */
    public void refused(RouterSession session, Call call) throws ProtocolViolation {
        if (CallOptions.from(call.options()).progress()) {
            participant(session).abandonedInputs.add(call.request(), call.procedure());
        }
    }

    private void proceed(PendingCall active, Call chunk, boolean hasMore) throws ProtocolViolation {
        active.requireContinuation(chunk);
        invoker.proceed(active, chunk, hasMore);
    }

    /** Cancels a call; one that is over, or never was, is none of the caller's errors. */
    public void cancel(RouterSession session, Cancel cancel) throws ProtocolViolation {
        CancelOptions options = CancelOptions.from(cancel.options());
        PendingCall call = participant(session).calls.get(cancel.request());
        if (call != null) {
            canceller.cancel(call, options.mode());
            invoker.serveWaiting();
        }
    }

    /** The result of an invocation, or a part of it. */
    public void yield(RouterSession session, Yield yield) throws ProtocolViolation {
        answers.yield(participant(session), yield);
        invoker.serveWaiting();
    }

    /** A result, or a part of one, that breaks its contract. */
    public void invalidResult(RouterSession session, Yield yield, ContractViolation violation)
            throws ProtocolViolation {
        answers.invalidResult(participant(session), yield, violation);
        invoker.serveWaiting();
    }

    /** The failure of an invocation. */
    public void error(RouterSession session, ErrorMessage error) throws ProtocolViolation {
        answers.error(participant(session), error);
        invoker.serveWaiting();
    }

    /** An INVOCATION was left out because the callee does not take so long a message. */
    public void tooLong(RouterSession callee, Invocation invocation) {
        tooLong.invocation(participant(callee), invocation);
        invoker.serveWaiting();
    }

    /** A RESULT was left out because the caller does not take so long a message. */
    public void tooLong(RouterSession caller, Result result) {
        tooLong.result(participant(caller), result);
        invoker.serveWaiting();
    }

    /**
     * An ERROR was left out because its receiver does not take so long a message.
     *
     * @return false when the receiver waits for an answer that there cannot be
     */
    public boolean tooLong(RouterSession caller, ErrorMessage error) {
        return tooLong.error(participant(caller), error);
    }

    /** Whether sessions that have ended are about to leave; until they have, they stand in nobody's way. */
    public void sessionsAreLeaving(boolean leaving) {
        registrations.sessionsAreLeaving(leaving);
    }

    /** Ends what the session took part in, as fast as the caller goes on; the session gets no message any more. */
    public Leaving leaving(RouterSession session) {
        Participant gone = participants.remove(session.id());
        if (gone == null) {
            return budget -> budget;
        }
        Leaving invoked = calls(
                gone.invocations.values(),
                call -> gone.invocations.get(call.invocation()) == call,
                canceller::calleeGone);
        Leaving called =
                calls(gone.calls.values(), call -> gone.calls.get(call.request()) == call, canceller::callerGone);
        Leaving all = Leaving.inTurn(
                Leaving.once(() -> pauses.callerGone(gone)),
                invoked,
                pending.calleeLeaving(gone),
                registrations.leaving(gone),
                called,
                pending.callerLeaving(gone));
        return budget -> {
            int rest = all.advance(budget);
            invoker.serveWaiting();
            return rest;
        };
    }

    /** @param isThere whether a call has not ended by itself meanwhile */
    private static Leaving calls(List<PendingCall> calls, Predicate<PendingCall> isThere, Consumer<PendingCall> end) {
        Iterator<PendingCall> left = calls.iterator();
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
     * How many sessions, registrations, deadlines and ended invocations it remembers; what comes and goes with sessions
     * leaves none.
     */
    public int entries() {
        return participants.size() + registrations.size() + deadlines.size() + endedInvocations();
    }

    /** How many invocations callees work on whose calls have ended for the callers. */
    public int endedInvocations() {
        return pending.endedInvocations();
    }

    boolean isEmpty() {
        return entries() == 0;
    }

    private void expire(PendingCall call) {
        canceller.timedOut(call);
        invoker.serveWaiting();
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
