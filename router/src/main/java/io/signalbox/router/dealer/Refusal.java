package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.RouterSession;
import java.util.Map;

/** Why the dealer does not carry out a request; the ERROR says it to people in its only argument. */
enum Refusal {
    NO_SUCH_PROCEDURE(ErrorUri.NO_SUCH_PROCEDURE, "no callee is registered for this procedure"),
    NO_SUCH_REGISTRATION(ErrorUri.NO_SUCH_REGISTRATION, "this session has no such registration"),
    PROCEDURE_ALREADY_EXISTS(
            ErrorUri.PROCEDURE_ALREADY_EXISTS,
            "the procedure is registered already; sharing it takes the same 'invoke', other than 'single', on all sides"),
    DISCLOSURE_REFUSED(ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME, "this realm does not disclose callers on request"),
    NO_PROGRESSIVE_CALLS(ErrorUri.FEATURE_NOT_SUPPORTED, "the callee takes no progressive calls"),
    NO_PASSTHRU_AT_CALLEE(ErrorUri.FEATURE_NOT_SUPPORTED, "the callee takes no payload passthru"),
    NO_PASSTHRU_AT_CALLER(ErrorUri.FEATURE_NOT_SUPPORTED, "the caller takes no payload passthru"),
    NO_AVAILABLE_CALLEE(ErrorUri.NO_AVAILABLE_CALLEE, "every callee of this procedure is unavailable"),
    NO_ROOM(Refusal.MAX_CONCURRENCY, "the callees of this procedure run as many calls as they take"),
    TOO_MUCH_TO_KEEP(
            Refusal.MAX_CONCURRENCY, "the calls of this session, or of the node, take more than is kept of them"),
    TOO_LONG_FOR_CALLEE(ErrorUri.PAYLOAD_SIZE_EXCEEDED, "the call is longer than what the callee takes"),
    TOO_LONG_FOR_CALLER(ErrorUri.PAYLOAD_SIZE_EXCEEDED, "the answer is longer than what the caller takes"),
    QUEUE_FULL(Refusal.MAX_CONCURRENCY, "as many calls as may wait for this procedure, this session or the node do so"),
    DESERTED(ErrorUri.NO_SUCH_PROCEDURE, "the last callee left while the call waited"),
    TOO_MANY_REGISTRATIONS(Refusal.LIMIT_EXCEEDED, "this session holds as many registrations as it may"),
    TOO_MANY_TABLE_BYTES(
            Refusal.LIMIT_EXCEEDED,
            "the subscriptions and registrations of this session (max_table_bytes), or all that the node holds"
                    + " (max_held_bytes), keep the maximum of bytes; unregister another procedure first"),
    TOO_MANY_SHAPES(
            Refusal.LIMIT_EXCEEDED,
            "the registrations of this realm have as many placings of wildcards among as many components as they may"),
    TOO_MANY_CALLS(
            Refusal.LIMIT_EXCEEDED,
            "this session has as many open calls as it may; one that it gave up stays open until its callee answers"),
    INTERNAL_ERROR("signalbox.error.internal_error", "the router failed to carry out this call");

    static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";

    private static final String MAX_CONCURRENCY = "crossbar.error.max_concurrency_reached";

    private final String error;
    private final Payload explanation;

    Refusal(String error, String text) {
        this.error = error;
        this.explanation = Explanation.of(text);
    }

    /** Why this callee cannot take a call with these options, or null. */
    static Refusal ofCallee(Callee callee, CallOptions options) {
        if (options.progress() && !callee.takesProgressiveCalls()) {
            return NO_PROGRESSIVE_CALLS;
        }
        return callee.takes(options.passthru()) ? null : NO_PASSTHRU_AT_CALLEE;
    }

    /** Answers a call. */
    void send(PendingCall call) {
        call.sendError(error, explanation);
    }

    void send(RouterSession session, MessageType type, long request) {
        session.send(new ErrorMessage(type, request, Map.of(), error, explanation));
    }
}
