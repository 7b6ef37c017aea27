package io.signalbox.router.dealer;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.Sweep;

/**
 * Call queues of a realm: takes calls that no callee has room for and invokes callees that get room, oldest call first.
 * Works in slices, one registration after the other. Until all waiting calls of a registration have been offered, a new
 * call of the registration goes behind them. Confined to the realm's loop.
 */
final class CallQueues {
    /** Number of callees whose examination for one call weighs as much as the call itself. */
    private static final int CALLEES_PER_WEIGHT = 16;

    private final PendingCalls pending;
    private final Invoker invoker;
    private final CallRules rules;
    private final RealmCounters counters;
    private final RealmExecutor executor;

    /** Whether a task for the next slice has been submitted. */
    private boolean goesOn;

    /** Rest of the weight of the current slice. */
    private int budget;

    CallQueues(PendingCalls pending, Invoker invoker, CallRules rules, RealmCounters counters, RealmExecutor executor) {
        this.pending = pending;
        this.invoker = invoker;
        this.rules = rules;
        this.counters = counters;
        this.executor = executor;
    }

    /** Returns a queue for a new registration of this procedure or pattern; null if its calls do not wait. */
    CallQueue create(String registered) {
        int limit = rules.queueLimit(registered);
        return limit == 0 ? null : new CallQueue(limit);
    }

    /** Notes a registration whose callees have changed, so that its queue is served. */
    void calleesChanged(Registration registration) {
        pending.calleesChanged(registration);
    }

    /**
     * Adds a new call to the queue of its registration.
     *
     * @return the reason why the call cannot wait, or null
     */
    Refusal enqueue(Participant caller, HeldCall held) {
        CallQueue queue = held.registration().queue();
        if (queue == null) {
            return Refusal.NO_ROOM;
        }
        PendingCall waiting = new PendingCall(caller, held.call().request());
        waiting.inputOpen = held.options().progress();
        if (queue.isFull()) {
            counters.refusedByLimit++;
            return Refusal.QUEUE_FULL;
        }
        if (!pending.hold(waiting, held)) {
            counters.refusedByLimit++;
            return Refusal.TOO_MUCH_HELD;
        }
        pending.addWaiting(waiting, rules.timeoutMillis(held.options().timeoutMillis()));
        serveAll();
        return null;
    }

    /** Serves the queue of a registration one of whose callees reads again. */
    void serve(Registration registration) {
        registration.unblockGroups();
        pending.calleesChanged(registration);
        serveAll();
    }

    /** Serves the queues whose callees have changed or have got room: the first slice now, the next slices in tasks. */
    void serveAll() {
        if (!goesOn && pending.hasQueuesToServe()) {
            serveSlice();
        }
    }

    private void serveSlice() {
        AllSteps steps = new AllSteps();
        budget = Sweep.SLICE_WEIGHT;
        try {
            while (budget > 0 && pending.hasQueuesToServe()) {
                serve(pending.nextQueueToServe(), steps);
            }
        } finally {
            if (pending.hasQueuesToServe()) {
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

    private void serve(Registration registration, AllSteps steps) {
        CallQueue queue = registration.queue();
        CalleeGroup group = registration.nextToServe();
        while (group != null || queue.unchecked() != null) {
            if (budget <= 0) {
                pending.serveLater(registration);
                return;
            }
            budget--;
            CalleeGroup offered = group;
            steps.then(() -> look(registration, offered));
            group = registration.nextToServe();
        }
        queue.endServing();
    }

    /**
     * Offers the next waiting call to a group, or checks whether any group may serve the next unchecked call.
     *
     * @param group null if no group has room
     */
    private void look(Registration registration, CalleeGroup group) {
        CallQueue queue = registration.queue();
        CallQueue.Cursor cursor = group == null ? queue.unchecked() : group.waiting();
        PendingCall call = cursor.next();
        try {
            if (!call.caller().session().isOpen()) {
                // The caller is about to leave and takes the call along.
                cursor.pass();
            } else if (group == null) {
                check(registration, call, cursor);
            } else if (group.admits(call.procedure())) {
                offer(registration, call, group);
            } else if (group.hasAuthorizer()) {
                // A cached decision may deny what was admitted when the call came.
                check(registration, call, cursor);
            } else {
                cursor.pass();
            }
        } catch (Throwable failure) {
            // In front of the answer, so that the next look is at another call whatever fails.
            queue.remove(call);
            pending.fail(call, Refusal.INTERNAL_ERROR);
            throw failure;
        }
    }

    /** Passes a call, or fails a call that waits in vain because no callee that is left may serve the procedure. */
    private void check(Registration registration, PendingCall call, CallQueue.Cursor cursor) {
        if (registration.admits(call.procedure())) {
            cursor.pass();
        } else {
            pending.fail(call, Refusal.DESERTED);
        }
    }

    private void offer(Registration registration, PendingCall call, CalleeGroup group) {
        budget -= registration.size() / CALLEES_PER_WEIGHT;
        Callee callee = registration.choose(call.procedure());
        if (callee == null) {
            if (registration.isCongested(call.procedure())) {
                pending.fail(call, Refusal.NO_AVAILABLE_CALLEE);
            } else {
                group.block();
            }
            return;
        }
        Refusal refusal = Refusal.ofCallee(callee, call.held.options());
        if (refusal != null) {
            pending.fail(call, refusal);
        } else {
            registration.queue().remove(call);
            invoker.invokeHeld(call, callee);
        }
    }

    /** Fails the waiting calls of a registration without callees: a slice now, the other calls in tasks. */
    int failAll(Registration registration) {
        int weight = 0;
        try {
            while (registration.hasWaitingCalls() && weight < Sweep.SLICE_WEIGHT) {
                weight++;
                pending.fail(registration.queue().poll(), Refusal.DESERTED);
            }
        } finally {
            if (registration.hasWaitingCalls()) {
                executor.submit("calls without a callee", () -> failAll(registration));
            }
        }
        return weight;
    }
}
