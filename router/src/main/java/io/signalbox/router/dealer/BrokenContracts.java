package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.ContractViolation;
import java.util.Map;

/** Fails calls whose arguments or results break the contract of their procedure. Confined to the realm's loop. */
final class BrokenContracts {
    private static final String INVALID_RESULT = "wamp.error.invalid_result";

    private final PendingCalls pending;
    private final CallCanceller canceller;

    BrokenContracts(PendingCalls pending, CallCanceller canceller) {
        this.pending = pending;
        this.canceller = canceller;
    }

    /** A CALL, or a chunk of a progressive one: the call fails as a whole. */
    void invalidArgument(Participant caller, Call call, ContractViolation violation) throws ProtocolViolation {
        boolean hasMore = CallOptions.from(call.options()).progress();
        PendingCall active = caller.calls.get(call.request());
        if (active != null) {
            active.proceed(call, hasMore);
            canceller.invalidInput(active, violation.explanation());
        } else if (!caller.abandonedInputs.swallows(call.request(), call.procedure(), hasMore)) {
            refuse(caller, call, hasMore, violation);
        }
    }

    private static void refuse(Participant caller, Call call, boolean hasMore, ContractViolation violation) {
        if (hasMore) {
            caller.abandonedInputs.add(call.request(), call.procedure());
        }
        caller.session()
                .send(new ErrorMessage(
                        MessageType.CALL,
                        call.request(),
                        Map.of(),
                        ErrorUri.INVALID_ARGUMENT,
                        violation.explanation()));
    }

    /** A result, or a part of one: its call fails, and the callee is told nothing. */
    void invalidResult(PendingCall call, boolean progress, ContractViolation violation) {
        // A part that the caller did not ask for is dropped anyway.
        if (!progress || call.terms().progressiveResults()) {
            pending.end(call);
            call.sendError(INVALID_RESULT, violation.explanation());
        }
    }
}
