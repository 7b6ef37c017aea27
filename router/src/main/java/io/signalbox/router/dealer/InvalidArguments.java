package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import java.util.Map;

/** Fails calls whose arguments break the contract of their procedure, or whose head cannot be read. Confined to the realm's loop. */
final class InvalidArguments {
    private final CallCanceller canceller;

    InvalidArguments(CallCanceller canceller) {
        this.canceller = canceller;
    }

    /** A CALL, or a chunk of a progressive one: the call fails as a whole. */
    void fail(Participant caller, Call call, String error, Payload explanation) throws ProtocolViolation {
        boolean hasMore = CallOptions.from(call.options()).progress();
        PendingCall active = caller.calls.get(call.request());
        if (active != null) {
            active.requireContinuation(call);
            active.inputOpen = hasMore;
            canceller.invalidInput(active, error, explanation);
        } else if (!caller.abandonedInputs.swallows(call.request(), call.procedure(), hasMore)) {
            refuse(caller, call, hasMore, error, explanation);
        }
    }

    private static void refuse(Participant caller, Call call, boolean hasMore, String error, Payload explanation) {
        if (hasMore) {
            caller.abandonedInputs.add(call.request(), call.procedure());
        }
        caller.session().send(new ErrorMessage(MessageType.CALL, call.request(), Map.of(), error, explanation));
    }
}
