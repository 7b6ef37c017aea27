package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import java.util.HashMap;
import java.util.Map;

/** A CALL that has not got its final answer, invoked or waiting for a callee. Confined to the realm's loop. */
final class PendingCall {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);

    /** Whether the caller may send further chunks of this call. */
    boolean inputOpen;

    /** Whether it cannot go to another callee any more: this one has shown progress, or got a second chunk. */
    boolean isBound;

    /** What it takes to invoke another callee; null when that will not happen. Owned by {@link PendingCalls}. */
    HeldCall held;

    /** What its terms keep alive for chunks to come, as its caller is charged. Owned by {@link PendingCalls}. */
    long termsBytes;

    /** Owned by {@link CallQueue}: its neighbours there, or null. */
    PendingCall earlier;

    PendingCall later;

    /** Owned by {@link CallDeadlines}: the slot in its heap, and when the call expires. */
    int deadlineSlot = CallDeadlines.NOT_ARMED;

    long deadlineNanos;

    private final Participant caller;
    private final long request;

    /** Null until a callee has got the call. */
    private Callee callee;

    private InvocationState state;
    private long invocation;
    private CallTerms terms;

    /** A call that waits for a callee. */
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

    /** Assigns the call to a callee, under an invocation id that is new for it. */
    void goTo(Callee nextCallee, long nextInvocation, CallTerms nextTerms) {
        callee = nextCallee;
        invocation = nextInvocation;
        terms = nextTerms;
        state = InvocationState.ACTIVE;
    }

    /** The callee was sent INTERRUPT, which it has announced to obey. */
    void interrupted() {
        state = InvocationState.INTERRUPTED;
    }

    /** No callee works on the call any more. */
    void leftByCallee() {
        state = InvocationState.OVER;
    }

    /** The call ends for its caller; a callee that nobody has stopped works on. */
    void leftByCaller() {
        state = state.withoutCaller();
    }

    InvocationState state() {
        return state;
    }

    /** Its last INVOCATION has been sent. */
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

    /** Null until a callee has got the call. */
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

    /** Whether this CALL with the same request id is the next chunk of this call. */
    boolean isContinuedBy(Call chunk) {
        return inputOpen && procedure().equals(chunk.procedure());
    }

    /** Throws unless this CALL is the next chunk of this call. */
    void requireContinuation(Call chunk) throws ProtocolViolation {
        if (!isContinuedBy(chunk)) {
            throw new ProtocolViolation("CALL.Request " + request + " belongs to a call that is not over");
        }
        // What is told of the bytes is told once, with the first chunk.
        boolean isOpaque =
                isWaiting() ? held.call().payload().isOpaque() : terms.details().containsKey("enc_algo");
        if (chunk.payload().isOpaque() != isOpaque) {
            throw new ProtocolViolation("bytes stand in the place of Arguments in all chunks of a call or in none");
        }
    }

    boolean isToSelf() {
        return callee != null && callee.participant() == caller;
    }

    /** @param passthru what the callee told of its payload; empty when it does not use payload passthru */
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
