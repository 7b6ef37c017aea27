package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Result;

/**
 * Ends calls of which a part never reached its receiver, because the receiver's transport does not take so long a message
 *. That turns out when the part is written, so the call may be over by then. Confined to the realm's loop.
 */
final class TooLongParts {
    private final PendingCalls pending;
    private final CallCanceller canceller;

    TooLongParts(PendingCalls pending, CallCanceller canceller) {
        this.pending = pending;
        this.canceller = canceller;
    }

    /** The callee has not got an invocation, or a chunk of one. */
    void invocation(Participant callee, Invocation invocation) {
        PendingCall call = callee.invocations.get(invocation.request());
        if (call != null) {
            canceller.tooLong(call, Refusal.TOO_LONG_FOR_CALLEE);
        } else {
            pending.finishEnded(callee, invocation.request());
        }
    }

    /** The caller has not got a result, which was the final answer unless it was progressive. */
    void result(Participant caller, Result result) {
        PendingCall call = caller.calls.get(result.request());
        if (!Boolean.TRUE.equals(result.details().get("progress"))) {
            refuse(caller, result.request());
        } else if (call != null) {
            canceller.tooLong(call, Refusal.TOO_LONG_FOR_CALLER);
        }
    }

    /** Whether a shorter error could be sent to a caller in the place of this one. */
    boolean error(Participant caller, ErrorMessage error) {
        if (error.requestType() != MessageType.CALL || error.error().equals(ErrorUri.PAYLOAD_SIZE_EXCEEDED)) {
            return false;
        }
        refuse(caller, error.request());
        return true;
    }

    private static void refuse(Participant caller, long request) {
        Refusal.TOO_LONG_FOR_CALLER.send(caller.session(), MessageType.CALL, request);
    }
}
