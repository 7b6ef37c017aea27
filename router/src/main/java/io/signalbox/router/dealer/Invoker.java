package io.signalbox.router.dealer;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;

/**
 * Hands calls to callees: at once, when one has room again, or when the one before was not available. Confined to the
 * realm's loop.
 */
final class Invoker {
    /** So many callees, each of which is looked at for each waiting call, weigh as much as the call itself. */
    private static final int CALLEES_PER_WEIGHT = 16;

    private final PendingCalls pending;
    private final CallRules rules;
    private final RealmCounters counters;
    private final RealmExecutor executor;

    /** Whether a task is submitted that serves further calls. */
    private boolean goesOn;

    Invoker(PendingCalls pending, CallRules rules, RealmCounters counters, RealmExecutor executor) {
        this.executor = executor;
        this.pending = pending;
        this.rules = rules;
        this.counters = counters;
    }

    /** @param discloses whether the callee may know the caller even when it did not ask for it */
    void invoke(Participant caller, Call call, Callee callee, CallOptions options, boolean discloses) {
        RouterSession disclosed = discloses || callee.disclosesCaller() ? caller.session() : null;
        long timeoutMillis = rules.timeoutMillis(options.timeoutMillis());
        CallTerms terms = CallTerms.of(call.procedure(), options, timeoutMillis, timeoutMillis, callee, disclosed);
        PendingCall started =
                new PendingCall(caller, call.request(), callee, callee.session().nextInvocation(), terms);
        started.inputOpen = options.progress();
        try {
            if (callee.reroutes() && callee.registration().isShared()) {
                // Too much to keep is no harm: such a call gets the error of its first callee.
                pending.hold(started, new HeldCall(call, options, discloses, callee.registration()));
            }
            pending.add(started);
            send(started, call.payload(), started.inputOpen);
        } catch (Throwable failure) {
            // Now, and not with the end of the caller: the callee must not be interrupted in what it has not got.
            pending.finish(started);
            throw failure;
        }
    }

    /**
     * Lets a new call wait for a callee of a registration that has a queue.
     *
     * @return why it cannot wait, or null
     */
    Refusal enqueue(Participant caller, HeldCall held) {
        CallQueue queue = held.registration().queue();
        if (queue == null) {
            return Refusal.NO_ROOM;
        }
        PendingCall waiting = new PendingCall(caller, held.call().request());
        waiting.inputOpen = held.options().progress();
        if (queue.isFull() || !pending.hold(waiting, held)) {
            counters.refusedByLimit++;
            return Refusal.QUEUE_FULL;
        }
        pending.addWaiting(waiting, rules.timeoutMillis(held.options().timeoutMillis()));
        serveWaiting();
        return null;
    }

    /** Sends the next chunk of a progressive call to the callee that has got the first one, or keeps it with that. */
    void proceed(PendingCall call, Call chunk, boolean hasMore) {
        call.inputOpen = hasMore;
        if (call.isWaiting()) {
            keep(call, chunk);
            return;
        }
        call.isBound = true;
        pending.drop(call);
        if (call.state() == InvocationState.ACTIVE) {
            send(call, chunk.payload(), hasMore);
        }
    }

    private void keep(PendingCall waiting, Call chunk) {
        if (!pending.holdChunk(waiting, chunk)) {
            counters.refusedByLimit++;
            fail(waiting, Refusal.TOO_MUCH_TO_KEEP);
        }
    }

    /** Invokes waiting calls wherever callees have got room: a slice of them now, the others behind the tasks that wait. */
    void serveWaiting() {
        if (!goesOn) {
            serveSlice();
        }
    }

    private void serveSlice() {
        AllSteps steps = new AllSteps();
        int budget = Sweep.SLICE_WEIGHT;
        try {
            while (budget > 0 && pending.hasCallsToServe()) {
                budget = serve(pending.nextWithRoom(), budget, steps);
            }
        } finally {
            if (pending.hasCallsToServe()) {
                executor.submit("calls that wait", this::goOn);
                goesOn = true;
            }
        }
        steps.rethrow();
    }

    private void goOn() {
        goesOn = false;
        serveSlice();
    }

    /** Returns what is left of the budget. */
    private int serve(Registration registration, int budget, AllSteps steps) {
        CallQueue queue = registration.queue();
        int weight = 1 + registration.size() / CALLEES_PER_WEIGHT;
        int rest = budget;
        while (queue.hasNextToServe()) {
            if (rest <= 0) {
                pending.serveLater(registration);
                return rest;
            }
            rest -= weight;
            if (!registration.hasRoom()) {
                break;
            }
            PendingCall call = queue.nextToServe();
            steps.then(() -> serve(registration, call));
        }
        queue.endServing();
        return rest;
    }

    private void serve(Registration registration, PendingCall call) {
        CallQueue queue = registration.queue();
        String procedure = call.held.call().procedure();
        Callee callee;
        Refusal refusal;
        try {
            callee = registration.choose(procedure);
            refusal = callee == null
                    ? hopelessness(registration, procedure)
                    : Refusal.ofCallee(callee, call.held.options());
        } catch (Throwable failure) {
            fail(call, Refusal.INTERNAL_ERROR);
            throw failure;
        }
        if (refusal != null) {
            fail(call, refusal);
        } else if (callee != null) {
            queue.remove(call);
            assign(call, callee);
        }
    }

    private void fail(PendingCall call, Refusal refusal) {
        if (call.isWaiting()) {
            pending.end(call);
        } else {
            pending.finish(call);
        }
        refusal.send(call);
    }

    /**
     * Why a call that nobody takes now would wait in vain, or null. Under a pattern, those with room need not be those
     * that may serve its procedure: it goes on waiting for these.
     */
    private static Refusal hopelessness(Registration registration, String procedure) {
        if (!registration.admits(procedure)) {
            return Refusal.DESERTED;
        }
        return registration.isCongested(procedure) ? Refusal.NO_AVAILABLE_CALLEE : null;
    }

    /** Gives a held call to a callee; the call may be of another session than the one that is served. */
    private void assign(PendingCall call, Callee callee) {
        try {
            invokeHeld(call, callee);
        } catch (Throwable failure) {
            fail(call, Refusal.INTERNAL_ERROR);
            throw failure;
        }
    }

    private void invokeHeld(PendingCall call, Callee callee) {
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

    /** What is held goes on being held as a rule, and would remember its translations, uncharged. */
    private void sendAll(PendingCall call, HeldCall held) {
        Call last = held.call();
        for (Call chunk : held.chunks()) {
            send(call, last.payload().retained(), true);
            last = chunk;
        }
        send(call, last.payload().retained(), call.inputOpen);
    }

    /**
     * The callee has said that it is not available: another one gets the call, or the caller learns that there is none
     * (spec: Call Re-Routing).
     *
     * @return false when the callee's own error is to reach the caller
     */
    boolean reroute(PendingCall call) {
        Callee unavailable = call.callee();
        boolean wasTooBig = call.held == null && unavailable.registration().isShared();
        boolean isInterrupted = call.state() == InvocationState.INTERRUPTED;
        if (!unavailable.reroutes() || call.isBound || isInterrupted || wasTooBig) {
            return false;
        }
        Callee next = call.held == null ? null : another(call.held, unavailable);
        if (next == null) {
            fail(call, Refusal.NO_AVAILABLE_CALLEE);
        } else {
            pending.release(call);
            assign(call, next);
        }
        return true;
    }

    private static Callee another(HeldCall held, Callee unavailable) {
        Participant last = unavailable.participant();
        while (true) {
            held.unavailable(last);
            Callee next = held.registration().chooseOther(held.call().procedure(), held.tried());
            if (next == null || Refusal.ofCallee(next, held.options()) == null) {
                return next;
            }
            last = next.participant();
        }
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
