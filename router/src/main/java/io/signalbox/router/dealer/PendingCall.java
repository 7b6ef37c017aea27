package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import java.util.HashMap;
import java.util.Map;

/** CALL without a final answer, which waits for a callee or has been sent to a callee. Confined to the realm's loop. */
final class PendingCall {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);

    /** Whether the caller may send further chunks. */
    boolean inputOpen;

    /** Whether no other callee can take the call: the callee has sent progress, or has been sent a second chunk. */
    boolean isBound;

    /** Copy of the CALL for another callee; null if there will be no other callee. Owned by {@link PendingCalls}. */
    HeldCall held;

    /** Memory of the terms that the caller is charged for until the last chunk. Owned by {@link PendingCalls}. */
    long termsBytes;

    /** Owned by {@link CallDeadlines}: the slot in the heap, and the time of expiry. */
    int deadlineSlot = CallDeadlines.NOT_ARMED;

    long deadlineNanos;

    private final Participant caller;
    private final long request;

    /** Null while the call waits for its first callee. */
    private Callee callee;

    private InvocationState state;
    private long invocation;
    private CallTerms terms;

    /** Creates a call that waits for a callee. */
    PendingCall(Participant caller, long request) {
        this.caller = caller;
        this.request = request;
        state = InvocationState.WAITING;
    }

    PendingCall(Participant caller, long request, Callee callee, long invocation, CallTerms terms) {
        this.caller = caller;
        this.request = request;
        this.callee = callee;
        this.invocation = invocation;
        this.terms = terms;
        state = InvocationState.ACTIVE;
    }

    /** Assigns the call to a callee, with a new invocation id. */
    void goTo(Callee nextCallee, long nextInvocation, CallTerms nextTerms) {
        callee = nextCallee;
        invocation = nextInvocation;
        terms = nextTerms;
        state = InvocationState.ACTIVE;
    }

    /** Notes that INTERRUPT was sent to the callee, which has announced call canceling. */
    void interrupted() {
        state = InvocationState.INTERRUPTED;
    }

    /** Notes that no callee works on the call. */
    void leftByCallee() {
        state = InvocationState.OVER;
    }

    /** Notes the end of the call for its caller. A callee that was not interrupted works on. */
    void leftByCaller() {
        state = state.withoutCaller();
    }

    InvocationState state() {
        return state;
    }

    /** Drops the details of INVOCATION after the last INVOCATION. */
    void forgetDetails() {
        terms = terms.withoutDetails();
    }

    Participant caller() {
        return caller;
    }

    long request() {
        return request;
    }

    boolean isWaiting() {
        return state == InvocationState.WAITING;
    }

    /** Null while the call waits for its first callee. */
    Callee callee() {
        return callee;
    }

    long invocation() {
        return invocation;
    }

    CallTerms terms() {
        return terms;
    }

    String procedure() {
        return callee == null ? held.call().procedure() : terms.procedure();
    }

    /** Returns whether a CALL with the same request id is the next chunk of this call. */
    boolean isContinuedBy(Call chunk) {
        return inputOpen && procedure().equals(chunk.procedure());
    }

    /** @throws ProtocolViolation if a CALL with the same request id is not the next chunk of this call */
    void requireContinuation(Call chunk) throws ProtocolViolation {
        if (!isContinuedBy(chunk)) {
            throw new ProtocolViolation(
                    "CALL.Request " + request + " is the id of a call that has no final answer yet");
        }
        // The options that describe opaque bytes come with the first chunk only.
        boolean isOpaque =
                isWaiting() ? held.call().payload().isOpaque() : terms.details().containsKey("enc_algo");
        if (chunk.payload().isOpaque() != isOpaque) {
            throw new ProtocolViolation("either all chunks of a call have bytes in place of Arguments, or none");
        }
    }

    boolean isToSelf() {
        return callee != null && callee.participant() == caller;
    }

    /** @param passthru payload passthru options of the callee; empty without payload passthru */
    void sendResult(Map<String, Object> passthru, Payload payload) {
        caller.session().send(new Result(request, passthru, payload));
    }

    void sendProgress(Map<String, Object> passthru, Payload payload) {
        Map<String, Object> details = PROGRESS;
        if (!passthru.isEmpty()) {
            details = new HashMap<>(passthru);
            details.putAll(PROGRESS);
        }
        caller.session().send(new Result(request, details, payload));
    }

    void sendError(String error, Payload payload) {
        sendError(Map.of(), error, payload);
    }

    void sendError(Map<String, Object> passthru, String error, Payload payload) {
        caller.session().send(new ErrorMessage(MessageType.CALL, request, passthru, error, payload));
    }
}
