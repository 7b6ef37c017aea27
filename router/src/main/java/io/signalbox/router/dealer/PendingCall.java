package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import java.util.HashMap;
import java.util.Map;

/** A CALL that was invoked and has not got its final answer. Confined to the realm's loop. */
final class PendingCall {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);

    /** Whether the callee was asked to stop while the caller still waits for its answer (CANCEL with mode kill). */
    boolean canceling;

    /** Whether the caller may send further chunks of this call. */
    boolean inputOpen;

    /** Owned by {@link CallDeadlines}: the slot in its heap, and when the call expires. */
    int deadlineSlot = CallDeadlines.NOT_ARMED;

    long deadlineNanos;

    private final Participant caller;
    private final long request;
    private final Participant callee;
    private final long invocation;
    private final CallTerms terms;

    PendingCall(Participant caller, long request, Participant callee, long invocation, CallTerms terms) {
        this.caller = caller;
        this.request = request;
        this.callee = callee;
        this.invocation = invocation;
        this.terms = terms;
    }

    Participant caller() {
        return caller;
    }

    long request() {
        return request;
    }

    Participant callee() {
        return callee;
    }

    long invocation() {
        return invocation;
    }

    CallTerms terms() {
        return terms;
    }

    /** Whether this CALL with the same request id is the next chunk of this call. */
    boolean isContinuedBy(Call chunk) {
        return inputOpen && terms.procedure().equals(chunk.procedure());
    }

    /** Takes the next chunk of a progressive call. */
    void proceed(Call chunk, boolean hasMore) throws ProtocolViolation {
        if (!isContinuedBy(chunk)) {
            throw new ProtocolViolation("CALL.Request " + request + " belongs to a call that is not over");
        }
        inputOpen = hasMore;
    }

    boolean isToSelf() {
        return caller == callee;
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
