package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/** Reason for an ERROR of the dealer, with the explanation that is the only argument of the ERROR. */
enum Refusal {
    NO_SUCH_PROCEDURE(ErrorUri.NO_SUCH_PROCEDURE, "no callee is registered for this procedure"),
    NO_SUCH_REGISTRATION(ErrorUri.NO_SUCH_REGISTRATION, "this session has no such registration"),
    PROCEDURE_ALREADY_EXISTS(
            ErrorUri.PROCEDURE_ALREADY_EXISTS,
            "the procedure is already registered; to share it, all callees need the same 'invoke' other than 'single'"),
    DISCLOSURE_REFUSED(ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME, "this realm does not disclose callers on request"),
    NO_PROGRESSIVE_CALLS(ErrorUri.FEATURE_NOT_SUPPORTED, "the callee does not support progressive call invocations"),
    NO_PASSTHRU_AT_CALLEE(ErrorUri.FEATURE_NOT_SUPPORTED, "the callee does not support payload passthru mode"),
    NO_PASSTHRU_AT_CALLER(ErrorUri.FEATURE_NOT_SUPPORTED, "the caller does not support payload passthru mode"),
    NO_AVAILABLE_CALLEE(ErrorUri.NO_AVAILABLE_CALLEE, "no callee of this procedure is available at present"),
    FORWARDED_BEFORE(
            ErrorUri.UNAVAILABLE,
            "links have led the call back to a router that it has been at; another callee may serve it"),
    NO_ROOM(Refusal.MAX_CONCURRENCY, "every callee of this procedure runs as many calls as its 'concurrency' allows"),
    TOO_MUCH_HELD(
            Refusal.MAX_CONCURRENCY,
            "the held calls of this session or of the node exceed max_held_call_bytes or max_held_bytes"),
    TOO_LONG_FOR_CALLEE(
            ErrorUri.PAYLOAD_SIZE_EXCEEDED, "the call exceeds the longest message of the callee's transport"),
    TOO_LONG_FOR_CALLER(
            ErrorUri.PAYLOAD_SIZE_EXCEEDED, "the answer exceeds the longest message of the caller's transport"),
    QUEUE_FULL(Refusal.MAX_CONCURRENCY, "the call queue of this procedure is full"),
    DESERTED(ErrorUri.NO_SUCH_PROCEDURE, "the last callee for this procedure has left while the call waited"),
    TOO_MANY_REGISTRATIONS(ErrorUri.LIMIT_EXCEEDED, "this session has reached max_registrations"),
    TOO_MANY_TABLE_BYTES(
            ErrorUri.LIMIT_EXCEEDED,
            "the subscriptions and registrations of this session (max_table_bytes), or all that the node holds"
                    + " (max_held_bytes), take the maximum of bytes; unregister another procedure first"),
    TOO_MANY_SHAPES(ErrorUri.LIMIT_EXCEEDED, "the wildcard patterns of this realm have reached max_wildcard_shapes"),
    TOO_MANY_CALLS(
            ErrorUri.LIMIT_EXCEEDED,
            "this session has reached max_pending_calls_per_caller; a canceled call counts until its callee answers"),
    INTERNAL_ERROR("signalbox.error.internal_error", "the router failed to process the call");

    private static final String MAX_CONCURRENCY = "crossbar.error.max_concurrency_reached";

    private final String error;
    private final Payload explanation;

    Refusal(String error, String text) {
        this.error = error;
        this.explanation = Explanation.of(text);
    }

    /** Returns the reason why this callee does not take a call with these options, or null. */
    static Refusal ofCallee(Callee callee, CallOptions options) {
        if (options.progress() && !callee.takesProgressiveCalls()) {
            return NO_PROGRESSIVE_CALLS;
        }
        return callee.takes(options.passthru()) ? null : NO_PASSTHRU_AT_CALLEE;
    }

    /** Sends the ERROR of a call to the caller. */
    void send(PendingCall call) {
        call.sendError(error, explanation);
    }

    void send(RouterSession session, MessageType type, long request) {
        session.send(new ErrorMessage(type, request, Map.of(), error, explanation));
    }
}
