package io.signalbox.router.link;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.Timers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwarding of calls in one direction: an invocation at one end of a link becomes a call at the other end, and the results of the call
 * become the results of the invocation. Payloads are passed on as they are. Thread-safe.
 */
final class CallForwarding {
    private static final Logger LOG = LoggerFactory.getLogger(CallForwarding.class);
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final int MAX_ANSWERED_EARLY = 1_000;

    private final LinkEnd source;
    private final LinkEnd target;
    private final LinkTerms terms;
    private final LinkCounters counters;
    private final CallWatch watch;
    private final LogEpisode unmatched;
    private final LogEpisode overdue;
    private final Map<Long, ForwardedCall> byInvocation = new ConcurrentHashMap<>();
    private final Map<Long, ForwardedCall> byCall = new ConcurrentHashMap<>();

    /** Guarded by itself. Progressive invocations that were answered before their last input, which is ignored. */
    private final Map<Long, Boolean> answeredEarly = new LinkedHashMap<>();

    /** Set when the link is lost. */
    private volatile boolean isLost;

    /**
     * @param source the end whose router invokes
     * @param target the end whose router is called
     */
    CallForwarding(LinkEnd source, LinkEnd target, LinkTerms terms, LinkCounters counters, Timers timers) {
        this.source = source;
        this.target = target;
        this.terms = terms;
        this.counters = counters;
        watch = new CallWatch(timers, this::endOverdue);
        unmatched = new LogEpisode(
                timers, more -> LOG.warn("link={} has refused {} more unmatched invocations", terms.link(), more));
        overdue =
                new LogEpisode(timers, more -> LOG.warn("link={} has ended {} more overdue calls", terms.link(), more));
    }

    /** Returns the number of calls that wait for their results. */
    int pending() {
        return byInvocation.size();
    }

    /** Handles an INVOCATION of the source. */
    void invoked(Invocation message, FlushBatch flushes) {
        boolean isInputOpen = Boolean.TRUE.equals(message.details().get("progress"));
        ForwardedCall known = byInvocation.get(message.request());
        if (known != null) {
            known.isInputOpen = isInputOpen;
            Map<String, Object> options = isInputOpen ? Map.of("progress", true) : Map.of();
            target.sender().reply(new Call(known.call, options, known.procedure, message.payload()), flushes);
        } else if (!wasAnsweredEarly(message.request(), isInputOpen)) {
            begin(message, isInputOpen, flushes);
        }
    }

    private boolean wasAnsweredEarly(long invocation, boolean isInputOpen) {
        synchronized (answeredEarly) {
            return isInputOpen ? answeredEarly.containsKey(invocation) : answeredEarly.remove(invocation) != null;
        }
    }

    private void begin(Invocation message, boolean isInputOpen, FlushBatch flushes) {
        Map<String, Object> details = message.details();
        String procedure = source.procedure(message);
        if (procedure == null) {
            counters.unmatchedCalls.increment();
            if (unmatched.begins()) {
                LOG.warn(
                        "link={} node={} registration={} an invocation is refused, because no registration of the link"
                                + " matches it - ask the operator of the other router",
                        terms.link(),
                        source.node(),
                        message.registration());
            }
            String text = "no registration of the link matches the invocation";
            refuse(message.request(), isInputOpen, ErrorUri.NO_SUCH_REGISTRATION, text, flushes);
            return;
        }
        ForwardFor way;
        try {
            way = ForwardFor.from(details);
        } catch (ProtocolViolation wrong) {
            refuse(message.request(), isInputOpen, ErrorUri.INVALID_ARGUMENT, wrong.getMessage(), flushes);
            return;
        }
        if (way.names(target.node()) || way.hops().size() >= terms.maxHops()) {
            counters.loops.increment();
            String text = "the call has been at the other router, or has passed max_hops links";
            refuse(message.request(), isInputOpen, ErrorUri.UNAVAILABLE, text, flushes);
        } else if (LinkTerms.isOwn(procedure)) {
            String text = "a link forwards no calls of procedures that each router has for itself";
            refuse(message.request(), isInputOpen, ErrorUri.NO_SUCH_PROCEDURE, text, flushes);
        } else if (byInvocation.size() >= terms.maxPendingCalls()) {
            counters.refusedCalls.increment();
            refuse(message.request(), isInputOpen, ErrorUri.UNAVAILABLE, "max_pending_calls calls wait", flushes);
        } else {
            call(message, procedure, isInputOpen, options(details, way, isInputOpen), flushes);
        }
    }

    private Map<String, Object> options(Map<String, Object> details, ForwardFor way, boolean isInputOpen) {
        Map<String, Object> options = Passed.passthru(details);
        if (Boolean.TRUE.equals(details.get("receive_progress"))) {
            options.put("receive_progress", true);
        }
        long timeoutMillis = Passed.number(details, "timeout");
        if (timeoutMillis > 0) {
            options.put("timeout", timeoutMillis);
        }
        if (isInputOpen) {
            options.put("progress", true);
        }
        ForwardFor.Hop hop = new ForwardFor.Hop(
                Passed.number(details, "caller"),
                Passed.text(details, "caller_authid"),
                Passed.text(details, "caller_authrole"),
                source.node(),
                0);
        options.put(ForwardFor.KEY, way.through(hop).wire());
        return options;
    }

    private void call(
            Invocation message,
            String procedure,
            boolean isInputOpen,
            Map<String, Object> options,
            FlushBatch flushes) {
        ForwardedCall call = new ForwardedCall(message.request(), procedure, Passed.number(options, "timeout"));
        call.isInputOpen = isInputOpen;
        byInvocation.put(call.invocation, call);
        boolean isSent = target.sender()
                .request(
                        id -> {
                            call.call = id;
                            byCall.put(id, call);
                            return new Call(id, options, procedure, message.payload());
                        },
                        flushes);
        if (isSent) {
            counters.calls.increment();
            watch.begin(call);
            if (isLost) {
                lose(call);
            }
        } else if (end(call)) {
            counters.refusedCalls.increment();
            String text = "the other router reads too slowly, or is lost";
            refuse(call.invocation, isInputOpen, ErrorUri.UNAVAILABLE, text, flushes);
        }
    }

    /** Ends a call that the other router has not ended at its timeout. */
    private void endOverdue(ForwardedCall call) {
        if (!end(call)) {
            return;
        }
        counters.overdueCalls.increment();
        if (overdue.begins()) {
            LOG.warn(
                    "link={} node={} procedure={} a call is ended {} ms after its timeout, because the other router"
                            + " announces call_timeout and has not ended the call - report the defect of the other"
                            + " router",
                    terms.link(),
                    target.node(),
                    call.procedure,
                    CallWatch.GRACE_MILLIS);
        }
        if (target.announces("dealer", "call_canceling")) {
            target.sender().reply(new Cancel(call.call, Map.of("mode", CancelMode.KILLNOWAIT.wireName())));
        }
        Payload text = JSON.payload(List.of("the other router has not ended the call at its timeout"), Map.of());
        source.sender().reply(error(call.invocation, ErrorUri.TIMEOUT, text));
    }

    /** Ends a call. Returns whether it had not ended. */
    private boolean end(ForwardedCall call) {
        byCall.remove(call.call);
        if (!byInvocation.remove(call.invocation, call)) {
            return false;
        }
        call.ended();
        if (call.isInputOpen) {
            noteAnsweredEarly(call.invocation);
        }
        return true;
    }

    private void noteAnsweredEarly(long invocation) {
        synchronized (answeredEarly) {
            answeredEarly.put(invocation, true);
            if (answeredEarly.size() > MAX_ANSWERED_EARLY) {
                answeredEarly.remove(answeredEarly.keySet().iterator().next());
            }
        }
    }

    private void refuse(long invocation, boolean isInputOpen, String uri, String text, FlushBatch flushes) {
        if (isInputOpen) {
            noteAnsweredEarly(invocation);
        }
        source.sender().reply(error(invocation, uri, JSON.payload(List.of(text), Map.of())), flushes);
    }

    private static ErrorMessage error(long invocation, String uri, Payload payload) {
        return new ErrorMessage(MessageType.INVOCATION, invocation, Map.of(), uri, payload);
    }

    /** Handles an INTERRUPT of the source. */
    void interrupted(Interrupt message, FlushBatch flushes) {
        ForwardedCall call = byInvocation.get(message.request());
        if (call == null) {
            return;
        }
        boolean kills = CancelMode.KILL.wireName().equals(message.options().get("mode"));
        CancelMode mode = kills ? CancelMode.KILL : CancelMode.KILLNOWAIT;
        boolean isCancelable = target.announces("dealer", "call_canceling");
        if (isCancelable) {
            target.sender().reply(new Cancel(call.call, Map.of("mode", mode.wireName())), flushes);
        }
        // The caller waits for the answer of the callee in the mode kill only, so that no other call keeps its place.
        if (!(isCancelable && kills) && end(call)) {
            String text = isCancelable
                    ? "the call is canceled"
                    : "the other router cannot cancel calls, and the callee may still work";
            refuse(call.invocation, false, ErrorUri.CANCELED, text, flushes);
        }
    }

    /** Handles a RESULT of the target. Returns false if it is of no forwarded call. */
    boolean result(Result message, FlushBatch flushes) {
        ForwardedCall call = byCall.get(message.request());
        if (call == null) {
            return false;
        }
        Map<String, Object> options = Passed.passthru(message.details());
        boolean isProgress = Boolean.TRUE.equals(message.details().get("progress"));
        if (isProgress) {
            options.put("progress", true);
            watch.progressed(call);
        }
        if (isProgress || end(call)) {
            source.sender().reply(new Yield(call.invocation, options, message.payload()), flushes);
        }
        return true;
    }

    /** Handles an ERROR of the target for a CALL. Returns false if it is of no forwarded call. */
    boolean error(ErrorMessage message, FlushBatch flushes) {
        ForwardedCall call = byCall.get(message.request());
        if (call == null) {
            return false;
        }
        if (end(call)) {
            source.sender()
                    .reply(
                            new ErrorMessage(
                                    MessageType.INVOCATION,
                                    call.invocation,
                                    Passed.passthru(message.details()),
                                    message.error(),
                                    message.payload()),
                            flushes);
        }
        return true;
    }

    /** Handles a CALL that was not sent, because it is longer than the router of the target accepts. */
    void tooLong(Call unsent) {
        ForwardedCall call = byCall.get(unsent.request());
        if (call != null && end(call)) {
            Payload text = JSON.payload(List.of("the call is longer than the other router accepts"), Map.of());
            source.sender().reply(error(call.invocation, ErrorUri.PAYLOAD_SIZE_EXCEEDED, text));
        }
    }

    /** Ends all calls, because the link is lost. */
    void lost() {
        isLost = true;
        List.copyOf(byInvocation.values()).forEach(this::lose);
    }

    private void lose(ForwardedCall call) {
        if (end(call)) {
            counters.lostCalls.increment();
            Payload why = JSON.payload(
                    List.of("the link to the other router is lost"),
                    Map.of("reason", "link_lost", "link", terms.link()));
            source.sender().reply(error(call.invocation, ErrorUri.CANCELED, why));
        }
    }
}
