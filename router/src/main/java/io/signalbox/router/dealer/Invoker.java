package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;

/** Sends INVOCATIONs to callees: for new calls, held calls and further chunks. Confined to the realm's loop. */
final class Invoker {
    private final PendingCalls pending;
    private final CallRules rules;
    private final RealmCounters counters;

    Invoker(PendingCalls pending, CallRules rules, RealmCounters counters) {
        this.pending = pending;
        this.rules = rules;
        this.counters = counters;
    }

    /** @param discloses whether the caller is disclosed to a callee that did not ask for it */
    void invoke(Participant caller, Call call, Callee callee, CallOptions options, boolean discloses) {
        RouterSession disclosed = discloses || callee.disclosesCaller() ? caller.session() : null;
        long timeoutMillis = rules.timeoutMillis(options.timeoutMillis());
        CallTerms terms = CallTerms.of(call.procedure(), options, timeoutMillis, timeoutMillis, callee, disclosed);
        PendingCall started =
                new PendingCall(caller, call.request(), callee, callee.session().nextInvocation(), terms);
        started.inputOpen = options.progress();
        try {
            if (callee.reroutes() && callee.registration().isShared()) {
                // A call that is not held because of its size ends with the error of its first callee.
                pending.hold(started, new HeldCall(call, options, discloses, callee.registration()));
            }
            pending.add(started);
            send(started, call.payload(), started.inputOpen);
        } catch (Throwable failure) {
            // Now, and not with the end of the caller: the callee must not be interrupted in an unknown invocation.
            pending.finish(started);
            throw failure;
        }
    }

    /** Sends a further chunk to the callee of the first chunk, or holds the chunk with a waiting call. */
    void proceed(PendingCall call, Call chunk, boolean hasMore) {
        call.inputOpen = hasMore;
        if (call.isWaiting()) {
            if (!pending.holdChunk(call, chunk)) {
                counters.refusedByLimit++;
                pending.fail(call, Refusal.TOO_MUCH_HELD);
            }
            return;
        }
        call.isBound = true;
        pending.drop(call);
        if (call.state() == InvocationState.ACTIVE) {
            send(call, chunk.payload(), hasMore);
        }
    }

    /** Sends a held call, which may be of another session than the session that is being served, to a callee. */
    void invokeHeld(PendingCall call, Callee callee) {
        HeldCall held = call.held;
        RouterSession disclosed =
                held.discloses() || callee.disclosesCaller() ? call.caller().session() : null;
        long timeoutMillis = rules.timeoutMillis(held.options().timeoutMillis());
        long leftMillis = pending.remainingMillis(call, timeoutMillis);
        CallTerms terms =
                CallTerms.of(held.call().procedure(), held.options(), timeoutMillis, leftMillis, callee, disclosed);
        call.goTo(callee, callee.session().nextInvocation(), terms);
        call.isBound |= !held.chunks().isEmpty();
        if (call.isBound || !callee.reroutes() || !callee.registration().isShared()) {
            pending.drop(call);
        }
        pending.invoke(call);
        sendAll(call, held);
    }

    /** Sends copies of the payloads, because a held payload would keep its translations uncharged. */
    private void sendAll(PendingCall call, HeldCall held) {
        Call last = held.call();
        for (Call chunk : held.chunks()) {
            send(call, last.payload().retained(), true);
            last = chunk;
        }
        send(call, last.payload().retained(), call.inputOpen);
    }

    /**
     * Sends a call, whose callee has answered that it is not available, to another callee. Fails the call if there is
     * none (spec: Call Re-Routing).
     *
     * @return false if the callee's own error is the answer for the caller
     */
    boolean reroute(PendingCall call) {
        Callee unavailable = call.callee();
        boolean wasTooBig = call.held == null && unavailable.registration().isShared();
        boolean isInterrupted = call.state() == InvocationState.INTERRUPTED;
        if (!unavailable.reroutes() || call.isBound || isInterrupted || wasTooBig) {
            return false;
        }
        Callee next = call.held == null ? null : another(call);
        if (next == null) {
            pending.fail(call, Refusal.NO_AVAILABLE_CALLEE);
            return true;
        }
        pending.release(call);
        try {
            invokeHeld(call, next);
        } catch (Throwable failure) {
            pending.fail(call, Refusal.INTERNAL_ERROR);
            throw failure;
        }
        return true;
    }

    private Callee another(PendingCall call) {
        if (!call.caller().session().isOpen()) {
            return null;
        }
        pending.unavailable(call);
        return call.held.registration().chooseOther(call.held);
    }

    private void send(PendingCall call, Payload payload, boolean hasMore) {
        counters.invocations++;
        CallTerms terms = call.terms();
        call.callee()
                .session()
                .send(new Invocation(call.invocation(), terms.registration(), terms.details(hasMore), payload));
        if (!hasMore) {
            pending.sentLast(call);
        }
    }
}
