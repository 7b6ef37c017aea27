package io.signalbox.router.realm;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.InvokePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a dealer should send, written down as plainly as possible: lists that are searched from end to end. Each method
 * is one request.
 */
final class CallModel {
    private static final String NO_ROOM = "crossbar.error.max_concurrency_reached";

    final List<ModelCall> calls = new ArrayList<>();

    /** Calls that have ended for their callers while their callees work on. */
    final List<ModelCall> ended = new ArrayList<>();

    private final Expected expected;
    private final Draws draws;
    private final List<Procedure> procedures = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();
    private long nowMicros;

    CallModel(Expected expected, Draws draws) {
        this.expected = expected;
        this.draws = draws;
    }

    /** A registration; {@code next} is whose turn it is. */
    static final class Procedure {
        long id;
        Offer offer;
        final List<Serving> callees = new ArrayList<>();
        Serving next;

        int queueLimit() {
            return offer.uri().startsWith("com") ? RealmInterleavingTest.QUEUE_LIMIT : 0;
        }
    }

    /** @param given the id that the dealer gave out, which only counts for a new registration */
    void register(ModelPeer peer, Offer offer, long given) {
        Procedure procedure = null;
        for (Procedure known : procedures) {
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
            procedure = new Procedure();
            procedure.id = given;
            procedure.offer = offer;
            procedures.add(procedure);
        }
        join(peer, procedure, offer);
        expected.message(peer, "REGISTERED " + peer.lastRequest + " " + procedure.id);
        serve(procedure);
    }

    private static void join(ModelPeer peer, Procedure procedure, Offer offer) {
        if (serving(procedure, peer) == null) {
            procedure.callees.add(new Serving(peer, offer));
        }
        if (procedure.next == null) {
            procedure.next = procedure.callees.getFirst();
        }
    }

    private static Serving serving(Procedure procedure, ModelPeer peer) {
        return procedure.callees.stream()
                .filter(callee -> callee.peer() == peer)
                .findFirst()
                .orElse(null);
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
        for (Procedure procedure : List.copyOf(procedures)) {
            if (procedure.id == registration && serving(procedure, peer) != null) {
                leave(peer, procedure);
                return true;
            }
        }
        return false;
    }

    private void leave(ModelPeer peer, Procedure procedure) {
        Serving leaving = serving(procedure, peer);
        if (procedure.next == leaving) {
            procedure.next = successor(procedure, leaving);
        }
        procedure.callees.remove(leaving);
        if (procedure.callees.isEmpty()) {
            procedures.remove(procedure);
            for (ModelCall call : waiting(procedure)) {
                fail(call, ErrorUri.NO_SUCH_PROCEDURE);
            }
        }
    }

    private static Serving successor(Procedure procedure, Serving callee) {
        return procedure.callees.get((procedure.callees.indexOf(callee) + 1) % procedure.callees.size());
    }

    private List<ModelCall> waiting(Procedure procedure) {
        return calls.stream()
                .filter(call -> call.served == procedure && call.callee == null)
                .toList();
    }

    private boolean isEligible(Serving callee, List<ModelPeer> tried) {
        long running = Stream.concat(calls.stream(), ended.stream())
                .filter(call -> call.callee == callee)
                .count();
        return running < callee.offer().concurrency() && !tried.contains(callee.peer());
    }

    /** Whom a call goes to; null when nobody has room. */
    private Serving choose(Procedure procedure, ModelCall call, boolean takesAnyone) {
        List<Serving> eligible = procedure.callees.stream()
                .filter(callee -> isEligible(callee, call.tried))
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
                    chosen = successor(procedure, chosen);
                }
                procedure.next = successor(procedure, chosen);
                yield chosen;
            }
        };
    }

    /** Nobody invoked means that the dealer must have drawn a callee that cannot take the call. */
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

    private void serve(Procedure procedure) {
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

    /** The call ends for its caller; its callee works on unless it was told not to. */
    private void end(ModelCall call) {
        if (call.callee != null && !call.interrupted) {
            ended.add(call);
        }
        finish(call);
    }

    /** The call ends for its caller, and its callee does not work on it. */
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
        Serving next = call.served.offer.policy() == InvokePolicy.SINGLE ? null : nextFor(call);
        if (next == null) {
            finish(call, ErrorUri.NO_AVAILABLE_CALLEE);
        } else {
            assign(call, next);
        }
    }

    private Serving nextFor(ModelCall call) {
        boolean anyoneCanTakeIt = call.served.callees.stream()
                .anyMatch(callee -> isEligible(callee, call.tried) && (!call.inputOpen || callee.peer().hasFeatures));
        if (call.served.offer.policy() == InvokePolicy.RANDOM && !anyoneCanTakeIt) {
            return null;
        }
        Serving next = choose(call.served, call, true);
        while (next != null && call.inputOpen && !next.peer().hasFeatures) {
            call.tried.add(next.peer());
            next = choose(call.served, call, true);
        }
        return next;
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
        for (ModelCall call : byDeadline) {
            // The end of another call may have been that of this one.
            if (call.deadlineMicros <= nowMicros && calls.contains(call)) {
                interrupt(call, "killnowait");
                fail(call, ErrorUri.TIMEOUT);
                serve(call.served);
            }
        }
    }

    void leave(ModelPeer peer) {
        List<Procedure> freed = new ArrayList<>();
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
        // Of callers that have left only what occupies a concurrency is known.
        ended.removeIf(call -> call.callee() == peer
                || call.caller == peer && call.callee.offer().concurrency() == Long.MAX_VALUE);
        for (Procedure procedure : List.copyOf(procedures)) {
            if (serving(procedure, peer) != null) {
                leave(peer, procedure);
            }
        }
        freed.forEach(this::serve);
    }
}
