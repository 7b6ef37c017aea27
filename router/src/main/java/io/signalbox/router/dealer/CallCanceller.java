package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.options.CallOptions;
import java.util.Map;

/**
 * Ends calls without an answer of the callee: CANCEL, timeout, invalid arguments, messages that are too long for their
 * receiver, and sessions that leave (spec: Call Canceling, Call Timeouts). A callee that is not interrupted works on and
 * stays occupied; its answer is dropped. Confined to the realm's loop.
 */
final class CallCanceller {
    private static final Map<String, Object> KILL = Map.of("mode", CancelMode.KILL.wireName());
    private static final Map<String, Object> KILL_NO_WAIT = Map.of("mode", CancelMode.KILLNOWAIT.wireName());

    private final PendingCalls pending;

    CallCanceller(PendingCalls pending) {
        this.pending = pending;
    }

    void cancel(PendingCall call, CancelMode mode) {
        switch (canBeInterrupted(call) ? mode : CancelMode.SKIP) {
            case SKIP -> fail(call, ErrorUri.CANCELED, Payload.EMPTY);
            case KILLNOWAIT -> {
                interrupt(call, KILL_NO_WAIT);
                fail(call, ErrorUri.CANCELED, Payload.EMPTY);
            }
            case KILL -> interrupt(call, KILL);
        }
    }

    void timedOut(PendingCall call) {
        interrupt(call, KILL_NO_WAIT);
        fail(call, ErrorUri.TIMEOUT, Payload.EMPTY);
    }

    /**
     * Fails a call because a CALL, the first one or a further chunk, cannot be passed on.
     *
     * @param call its arguments may be missing
     */
    void invalidCall(Participant caller, Call call, String error, Payload explanation) throws ProtocolViolation {
        boolean hasMore = CallOptions.from(call.options()).progress();
        PendingCall active = caller.calls.get(call.request());
        if (active != null) {
            active.requireContinuation(call);
            active.inputOpen = hasMore;
            interrupt(active, KILL_NO_WAIT);
            fail(active, error, explanation);
        } else if (!caller.dropsChunk(call.request(), call.procedure(), !hasMore)) {
            if (hasMore) {
                caller.abandonInput(call.request(), call.procedure());
            }
            caller.session().send(new ErrorMessage(MessageType.CALL, call.request(), Map.of(), error, explanation));
        }
    }

    /** Fails the call of an INVOCATION, the first one or a further chunk, that was too long for the callee. */
    void tooLong(Participant callee, Invocation invocation) {
        PendingCall call = callee.invocations.get(invocation.request());
        if (call == null) {
            // The call ended before the message was written.
            pending.finishEnded(callee, invocation.request());
        } else {
            failTooLong(call, Refusal.TOO_LONG_FOR_CALLEE);
        }
    }

    /** Fails the call of a RESULT that was too long for the caller. */
    void tooLong(Participant caller, Result result) {
        PendingCall call = caller.calls.get(result.request());
        if (!Boolean.TRUE.equals(result.details().get("progress"))) {
            Refusal.TOO_LONG_FOR_CALLER.send(caller.session(), MessageType.CALL, result.request());
        } else if (call != null) {
            failTooLong(call, Refusal.TOO_LONG_FOR_CALLER);
        }
    }

    /**
     * Sends a shorter ERROR in place of an ERROR that was too long for its receiver.
     *
     * @return false if there is no shorter one
     */
    boolean tooLong(Participant receiver, ErrorMessage error) {
        if (error.requestType() != MessageType.CALL || error.error().equals(ErrorUri.PAYLOAD_SIZE_EXCEEDED)) {
            return false;
        }
        Refusal.TOO_LONG_FOR_CALLER.send(receiver.session(), MessageType.CALL, error.request());
        return true;
    }

    private void failTooLong(PendingCall call, Refusal refusal) {
        if (call.isBound) {
            interrupt(call, KILL_NO_WAIT);
            pending.end(call);
        } else {
            // The callee possibly does not know the call.
            pending.finish(call);
        }
        refusal.send(call);
    }

    void calleeGone(PendingCall call) {
        pending.finish(call);
        if (!call.isToSelf()) {
            call.sendError(ErrorUri.CANCELED, Payload.EMPTY);
        }
    }

    void callerGone(PendingCall call) {
        if (!call.isToSelf()) {
            interrupt(call, KILL_NO_WAIT);
        }
        pending.end(call);
    }

    private void fail(PendingCall call, String error, Payload explanation) {
        pending.end(call);
        call.sendError(error, explanation);
    }

    /** Sends INTERRUPT, once per call. */
    private static void interrupt(PendingCall call, Map<String, Object> options) {
        if (call.state() == InvocationState.ACTIVE && canBeInterrupted(call)) {
            call.interrupted();
            call.callee().session().send(new Interrupt(call.invocation(), options));
        }
    }

    private static boolean canBeInterrupted(PendingCall call) {
        return !call.isWaiting() && call.callee().session().features().calleeCallCanceling();
    }
}
