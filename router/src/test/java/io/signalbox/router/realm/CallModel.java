package io.signalbox.router.realm;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.InvokePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reference model of a dealer, without indexes: every look-up is a linear search. Each method models one request. */
final class CallModel {
    private static final String NO_ROOM = "crossbar.error.max_concurrency_reached";

    final List<ModelCall> calls = new ArrayList<>();

    /** Calls that have ended for their callers and that callees still work on. */
    final List<ModelCall> ended = new ArrayList<>();

    private final Expected expected;
    private final Draws draws;
    private final List<ModelProcedure> procedures = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();
    private long nowMicros;

    CallModel(Expected expected, Draws draws) {
        this.expected = expected;
        this.draws = draws;
    }

    /** @param given the id that the dealer assigned; used for a new registration only */
    void register(ModelPeer peer, Offer offer, long given) {
        ModelProcedure procedure = null;
        for (ModelProcedure known : procedures) {
            if (known.offer.match() == offer.match() && known.offer.uri().equals(offer.uri())) {
                procedure = known;
            }
        }
        if (procedure != null
                && offer.forces()
                && procedure.callees.stream().allMatch(callee -> callee.offer().forces())) {
            for (Serving callee : List.copyOf(procedure.callees)) {
                revoke(callee.peer(), procedure.id);
            }
            procedure = null;
        }
        boolean isShared = offer.policy() != InvokePolicy.SINGLE;
        if (procedure != null && !(isShared && procedure.offer.policy() == offer.policy())) {
            expected.message(peer, "ERROR " + peer.lastRequest + " " + ErrorUri.PROCEDURE_ALREADY_EXISTS);
            return;
        }
        if (procedure == null) {
            procedure = new ModelProcedure(given, offer);
            procedures.add(procedure);
        }
        procedure.join(peer, offer);
        expected.message(peer, "REGISTERED " + peer.lastRequest + " " + procedure.id);
        serve(procedure);
    }

    void unregister(ModelPeer peer, long registration) {
        if (take(peer, registration)) {
            expected.message(peer, "UNREGISTERED " + peer.lastRequest);
        } else {
            expected.message(peer, "ERROR " + peer.lastRequest + " " + ErrorUri.NO_SUCH_REGISTRATION);
        }
    }

    void revoke(ModelPeer peer, long registration) {
        if (take(peer, registration) && peer.hasFeatures) {
            expected.message(peer, "UNREGISTERED 0" + registration);
        }
    }

    private boolean take(ModelPeer peer, long registration) {
        for (ModelProcedure procedure : List.copyOf(procedures)) {
            if (procedure.id == registration && procedure.serving(peer) != null) {
                leave(peer, procedure);
                return true;
            }
        }
        return false;
    }

    private void leave(ModelPeer peer, ModelProcedure procedure) {
        procedure.leave(peer);
        if (procedure.callees.isEmpty()) {
            procedures.remove(procedure);
            for (ModelCall call : waiting(procedure)) {
                fail(call, ErrorUri.NO_SUCH_PROCEDURE);
            }
        }
    }

    private List<ModelCall> waiting(ModelProcedure procedure) {
        return calls.stream()
                .filter(call -> call.served == procedure && call.callee == null)
                .toList();
    }

    /** Whether a callee takes the options of a call matters only after another callee was not available. */
    private boolean isEligible(Serving callee, ModelCall call) {
        boolean isRefused = call.inputOpen && !callee.peer().hasFeatures;
        if (call.tried.contains(callee.peer()) || (!call.tried.isEmpty() && isRefused)) {
            return false;
        }
        long running = Stream.concat(calls.stream(), ended.stream())
                .filter(open -> open.callee == callee)
                .count();
        return running < callee.offer().concurrency();
    }

    /** Returns the callee for a call; null if no callee has capacity. */
    private Serving choose(ModelProcedure procedure, ModelCall call, boolean takesAnyone) {
        List<Serving> eligible = procedure.callees.stream()
                .filter(callee -> isEligible(callee, call))
                .toList();
        if (eligible.isEmpty()) {
            return null;
        }
        return switch (procedure.offer.policy()) {
            case SINGLE, FIRST -> eligible.getFirst();
            case LAST -> eligible.getLast();
            case RANDOM -> drawn(eligible, call, takesAnyone);
            case ROUNDROBIN -> {
                Serving chosen = procedure.next;
                while (!eligible.contains(chosen)) {
                    chosen = procedure.successor(chosen);
                }
                procedure.next = procedure.successor(chosen);
                yield chosen;
            }
        };
    }

    /** Without an invocation, the dealer must have drawn a callee that cannot take the call. */
    private Serving drawn(List<Serving> eligible, ModelCall call, boolean takesAnyone) {
        ModelPeer drawn = draws.next(call.name());
        for (Serving callee : eligible) {
            if (drawn == null ? !takesAnyone && !callee.peer().hasFeatures : callee.peer() == drawn) {
                return callee;
            }
        }
        throw new AssertionError("invoked nobody who may serve " + call.procedure);
    }

    void call(ModelCall call) {
        String key = call.name();
        if (abandoned.contains(key)) {
            if (!call.inputOpen) {
                abandoned.remove(key);
            }
            return;
        }
        for (ModelCall open : calls) {
            if (open.caller == call.caller && open.request == call.request) {
                open.inputOpen = call.inputOpen;
                if (open.callee == null) {
                    open.kept.add(call.inputOpen);
                    return;
                }
                open.isBound = true;
                if (!open.interrupted) {
                    expectInvocation(open);
                }
                return;
            }
        }
        String error = start(call);
        if (error != null) {
            expected.message(call.caller, "ERROR " + call.request + " " + error);
            if (call.inputOpen) {
                abandoned.add(key);
            }
        }
    }

    private String start(ModelCall call) {
        call.served = procedures.stream()
                .filter(any -> Matching.matches(any.offer.match(), any.offer.uri(), call.procedure))
                .max(Comparator.comparing(any -> Matching.rank(any.offer.match(), any.offer.uri(), call.procedure)))
                .orElse(null);
        if (call.served == null) {
            return ErrorUri.NO_SUCH_PROCEDURE;
        }
        call.deadlineMicros = nowMicros + call.timeoutMillis * 1000;
        Serving callee = choose(call.served, call, !call.inputOpen);
        if (callee == null) {
            if (waiting(call.served).size() >= call.served.queueLimit()) {
                return NO_ROOM;
            }
            calls.add(call);
            return null;
        }
        if (call.inputOpen && !callee.peer().hasFeatures) {
            return ErrorUri.FEATURE_NOT_SUPPORTED;
        }
        calls.add(call);
        assign(call, callee);
        return null;
    }

    private void assign(ModelCall call, Serving callee) {
        call.callee = callee;
        if (call.kept.isEmpty()) {
            expectInvocation(call);
        } else {
            expectChunks(call);
        }
    }

    private void expectChunks(ModelCall call) {
        call.isBound = true;
        call.inputOpen = true;
        expectInvocation(call);
        for (boolean more : call.kept) {
            call.inputOpen = more;
            expectInvocation(call);
        }
        call.kept.clear();
    }

    private void expectInvocation(ModelCall call) {
        expected.message(call.callee.peer(), "INVOCATION " + call.name() + " " + call.served.id + " " + call.inputOpen);
    }

    private void serve(ModelProcedure procedure) {
        for (ModelCall call : waiting(procedure)) {
            boolean isProgressive = call.inputOpen || !call.kept.isEmpty();
            Serving callee = choose(procedure, call, !isProgressive);
            if (callee == null) {
                return;
            }
            if (isProgressive && !callee.peer().hasFeatures) {
                fail(call, ErrorUri.FEATURE_NOT_SUPPORTED);
            } else {
                assign(call, callee);
            }
        }
    }

    /** Ends the call for its caller. The callee keeps working unless it was interrupted. */
    private void end(ModelCall call) {
        if (call.callee != null && !call.interrupted) {
            ended.add(call);
        }
        finish(call);
    }

    /** Ends the call for its caller and its callee. */
    private void finish(ModelCall call) {
        calls.remove(call);
        if (call.inputOpen) {
            abandoned.add(call.name());
        }
    }

    private void fail(ModelCall call, String error) {
        end(call);
        expected.message(call.caller, "ERROR " + call.request + " " + error);
    }

    private void finish(ModelCall call, String error) {
        finish(call);
        expected.message(call.caller, "ERROR " + call.request + " " + error);
    }

    private ModelCall invoked(ModelPeer callee, String name) {
        return calls.stream()
                .filter(call -> call.callee() == callee && call.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    void yield(ModelPeer callee, String name, boolean progress, String payload) {
        if (!progress) {
            finishEnded(callee, name);
        }
        ModelCall call = invoked(callee, name);
        if (call == null || progress && !(call.takesProgress && callee.hasFeatures)) {
            return;
        }
        expected.message(call.caller, "RESULT " + call.request + " " + progress + " " + payload);
        call.deadlineMicros = nowMicros + call.timeoutMillis * 1000;
        call.isBound = true;
        if (!progress) {
            finish(call);
            serve(call.served);
        }
    }

    private void finishEnded(ModelPeer callee, String name) {
        for (ModelCall call : List.copyOf(ended)) {
            if (call.callee() == callee && call.name().equals(name)) {
                ended.remove(call);
                serve(call.served);
            }
        }
    }

    void error(ModelPeer callee, String name, String error) {
        finishEnded(callee, name);
        ModelCall call = invoked(callee, name);
        if (call == null) {
            return;
        }
        boolean reroutes = error.equals(ErrorUri.UNAVAILABLE) && callee.hasFeatures;
        if (reroutes && !call.isBound && !call.interrupted) {
            reroute(call);
        } else {
            finish(call, error);
        }
        serve(call.served);
    }

    private void reroute(ModelCall call) {
        call.tried.add(call.callee());
        boolean isShared = call.served.offer.policy() != InvokePolicy.SINGLE;
        Serving next = isShared ? choose(call.served, call, true) : null;
        if (next == null) {
            finish(call, ErrorUri.NO_AVAILABLE_CALLEE);
        } else {
            assign(call, next);
        }
    }

    void cancel(ModelPeer caller, long request, String mode) {
        for (ModelCall call : List.copyOf(calls)) {
            if (call.caller == caller && call.request == request) {
                if (!mode.equals("skip")) {
                    interrupt(call, mode);
                }
                if (!mode.equals("kill") || call.callee == null || !call.callee.peer().hasFeatures) {
                    fail(call, ErrorUri.CANCELED);
                    serve(call.served);
                }
            }
        }
    }

    private void interrupt(ModelCall call, String mode) {
        if (call.callee != null && call.callee.peer().hasFeatures && !call.interrupted) {
            call.interrupted = true;
            expected.message(call.callee.peer(), "INTERRUPT " + call.name() + " " + mode);
        }
    }

    void advance(long micros) {
        nowMicros += micros;
        List<ModelCall> byDeadline = calls.stream()
                .filter(call -> call.timeoutMillis > 0)
                .sorted(Comparator.comparingLong(call -> call.deadlineMicros))
                .toList();
        Set<ModelProcedure> withRoom = new LinkedHashSet<>();
        for (ModelCall call : byDeadline) {
            if (call.deadlineMicros <= nowMicros) {
                interrupt(call, "killnowait");
                fail(call, ErrorUri.TIMEOUT);
                if (call.interrupted && !waiting(call.served).isEmpty()) {
                    withRoom.add(call.served);
                }
            }
        }
        withRoom.forEach(this::serve);
    }

    void leave(ModelPeer peer) {
        List<ModelProcedure> freed = new ArrayList<>();
        for (ModelCall call : List.copyOf(calls)) {
            if (call.callee() == peer && call.caller != peer) {
                finish(call, ErrorUri.CANCELED);
                freed.add(call.served);
            } else if (call.caller == peer) {
                interrupt(call, "killnowait");
                end(call);
                freed.add(call.served);
            }
        }
        // Of callers that have left, the dealer keeps only calls that count against a concurrency.
        ended.removeIf(call -> call.callee() == peer
                || call.caller == peer && call.callee.offer().concurrency() == Long.MAX_VALUE);
        for (ModelProcedure procedure : List.copyOf(procedures)) {
            if (procedure.serving(peer) != null) {
                leave(peer, procedure);
            }
        }
        freed.forEach(this::serve);
    }
}
