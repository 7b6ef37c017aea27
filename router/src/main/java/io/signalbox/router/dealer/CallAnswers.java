package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.ErrorDetails;
import io.signalbox.protocol.options.YieldOptions;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadPassthru;
import java.util.Map;

/**
 * Passes the answers of callees, YIELD and ERROR, on to callers (spec: Calling and Invocations). Confined to the realm's
 * loop.
 */
final class CallAnswers {
    private static final String INVALID_RESULT = "wamp.error.invalid_result";

    private final PendingCalls pending;
    private final Invoker invoker;

    CallAnswers(PendingCalls pending, Invoker invoker) {
        this.pending = pending;
        this.invoker = invoker;
    }

    /** Handles the final result, or a progressive result, of an invocation. */
    void yield(Participant callee, Yield yield) throws ProtocolViolation {
        YieldOptions options = YieldOptions.from(yield.options(), yield.payload());
        checkPassthru(callee, options.passthru(), MessageType.YIELD);
        PendingCall call = invoked(callee, yield.request(), !options.progress());
        if (call == null || (options.progress() && !call.terms().progressiveResults())) {
            return;
        }
        if (!takesPassthru(call, options.passthru())) {
            if (!yield.payload().isOpaque()) {
                Refusal.NO_PASSTHRU_AT_CALLER.send(callee.session(), MessageType.YIELD, yield.request());
            }
            end(call, !options.progress());
            Refusal.NO_PASSTHRU_AT_CALLER.send(call);
        } else if (options.progress()) {
            pending.progressed(call);
            call.sendProgress(options.passthru(), yield.payload());
        } else {
            pending.finish(call);
            call.sendResult(options.passthru(), yield.payload());
        }
    }

    /** Fails the call of a YIELD that violates the contract of the procedure. The callee is not told. */
    void invalidResult(Participant callee, Yield yield, ContractViolation violation) throws ProtocolViolation {
        YieldOptions options = YieldOptions.from(yield.options(), yield.payload());
        checkPassthru(callee, options.passthru(), MessageType.YIELD);
        fail(callee, yield.request(), options.progress(), INVALID_RESULT, violation.explanation());
    }

    /** Fails the call of a YIELD whose head exceeds the limit. */
    void unreadable(Participant callee, Yield yield, Payload explanation) throws ProtocolViolation {
        boolean progress = YieldOptions.from(yield.options(), yield.payload()).progress();
        fail(callee, yield.request(), progress, ErrorUri.LIMIT_EXCEEDED, explanation);
    }

    /** Fails the call of an ERROR whose head exceeds the limit. */
    void unreadable(Participant callee, ErrorMessage error, Payload explanation) throws ProtocolViolation {
        requireInvocation(error);
        fail(callee, error.request(), false, ErrorUri.LIMIT_EXCEEDED, explanation);
    }

    private void fail(Participant callee, long invocation, boolean progress, String error, Payload explanation)
            throws ProtocolViolation {
        PendingCall call = invoked(callee, invocation, !progress);
        // A progressive result that the caller did not ask for is dropped.
        if (call != null && (!progress || call.terms().progressiveResults())) {
            end(call, !progress);
            call.sendError(Map.of(), error, explanation);
        }
    }

    /** Handles the ERROR of an invocation. */
    void error(Participant callee, ErrorMessage error) throws ProtocolViolation {
        requireInvocation(error);
        ErrorDetails details = ErrorDetails.from(error.details(), error.payload());
        checkPassthru(callee, details.passthru(), MessageType.ERROR);
        PendingCall call = invoked(callee, error.request(), true);
        if (call == null || (error.error().equals(ErrorUri.UNAVAILABLE) && invoker.reroute(call))) {
            return;
        }
        pending.finish(call);
        if (takesPassthru(call, details.passthru())) {
            call.sendError(details.passthru(), error.error(), error.payload());
        } else {
            Refusal.NO_PASSTHRU_AT_CALLER.send(call);
        }
    }

    private static void requireInvocation(ErrorMessage error) throws ProtocolViolation {
        if (error.requestType() != MessageType.INVOCATION) {
            throw new ProtocolViolation("ERROR for " + error.requestType() + ": a router sends no such request");
        }
    }

    private static void checkPassthru(Participant callee, Map<String, Object> passthru, MessageType type)
            throws ProtocolViolation {
        PayloadPassthru.check(passthru, callee.session().features().calleePayloadPassthru(), type);
    }

    private static boolean takesPassthru(PendingCall call, Map<String, Object> passthru) {
        ClientFeatures features = call.caller().session().features();
        return PayloadPassthru.isTaken(
                passthru, features.callerPayloadPassthru(), features.callerPayloadTransparency());
    }

    /** Ends a call whose answer the caller cannot take, so that the caller does not wait for another answer. */
    private void end(PendingCall call, boolean isFinal) {
        if (isFinal) {
            pending.finish(call);
        } else {
            pending.end(call);
        }
    }

    /**
     * Returns the call of an invocation of this session; null if the call has ended and the callee could not know that.
     *
     * @param isFinal whether the callee has finished the invocation with this answer
     * @throws ProtocolViolation if the session has never been sent this invocation
     */
    private PendingCall invoked(Participant callee, long invocation, boolean isFinal) throws ProtocolViolation {
        PendingCall call = callee.invocations.get(invocation);
        if (call != null) {
            return call;
        }
        if (invocation > callee.session().lastInvocation()) {
            throw new ProtocolViolation("this session has not been sent INVOCATION " + invocation);
        }
        if (isFinal) {
            pending.finishEnded(callee, invocation);
        }
        return null;
    }
}
