package io.signalbox.router.dealer;

import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * Ends calls before their callee has answered: CANCEL, timeout, and either peer leaving (spec: Call Canceling, Call
 * Timeout). A callee that is not interrupted works on and stays occupied. What it sends afterwards finds no pending call
 * and is dropped. Confined to the realm's loop.
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
            case SKIP -> fail(call, ErrorUri.CANCELED);
            case KILLNOWAIT -> {
                interrupt(call, KILL_NO_WAIT);
                fail(call, ErrorUri.CANCELED);
            }
            case KILL -> interrupt(call, KILL);
        }
    }

    void timedOut(PendingCall call) {
        interrupt(call, KILL_NO_WAIT);
        fail(call, ErrorUri.TIMEOUT);
    }

    /** A chunk of a progressive call cannot be passed on. */
    void invalidInput(PendingCall call, String error, Payload explanation) {
        interrupt(call, KILL_NO_WAIT);
        pending.end(call);
        call.sendError(error, explanation);
    }

    /** One of its messages is longer than what the receiver takes; the callee may not know of the call at all. */
    void tooLong(PendingCall call, Refusal refusal) {
        if (call.isBound) {
            interrupt(call, KILL_NO_WAIT);
            pending.end(call);
        } else {
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

    private void fail(PendingCall call, String error) {
        pending.end(call);
        call.sendError(error, Payload.EMPTY);
    }

    /** Interrupts the callee, once per call. */
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
