package io.signalbox.router.dealer;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What a dealer should send, written down as plainly as possible: lists that are searched from end to end. Each method
 * is one request; {@link #expected} then holds what all peers get for it.
 */
final class DealerModel {
    final List<String> expected = new ArrayList<>();
    final List<Procedure> procedures = new ArrayList<>();
    final List<OpenCall> calls = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();
    private long lastRegistration;
    private long nowMillis;

    /** A registration; {@code callees} is rotated so that the next of a round stands where {@code next} says. */
    static final class Procedure {
        long id;
        MatchPolicy match;
        String uri;
        InvokePolicy policy;
        final List<ModelPeer> callees = new ArrayList<>();
        ModelPeer next;
    }

    static final class OpenCall {
        ModelPeer caller;
        long request;
        String procedure;
        long registration;
        ModelPeer callee;
        long invocation;
        boolean takesProgress;
        boolean inputOpen;
        boolean interrupted;
        long timeoutMillis;
        long deadlineMillis;
    }

    private void expect(ModelPeer peer, String message) {
        expected.add(peer.says(message));
    }

    void register(ModelPeer peer, MatchPolicy match, String uri, InvokePolicy policy) {
        Procedure procedure = null;
        for (Procedure known : procedures) {
            if (known.match == match && known.uri.equals(uri)) {
                procedure = known;
            }
        }
        if (procedure != null && (procedure.policy != policy || policy == InvokePolicy.SINGLE)) {
            expect(peer, "ERROR 0 " + ErrorUri.PROCEDURE_ALREADY_EXISTS);
            return;
        }
        if (procedure == null) {
            procedure = new Procedure();
            procedure.id = ++lastRegistration;
            procedure.match = match;
            procedure.uri = uri;
            procedure.policy = policy;
            procedures.add(procedure);
        }
        if (!procedure.callees.contains(peer)) {
            procedure.callees.add(peer);
        }
        if (procedure.next == null) {
            procedure.next = peer;
        }
        expect(peer, "REGISTERED " + procedure.id);
    }

    void unregister(ModelPeer peer, long registration) {
        for (Procedure procedure : new ArrayList<>(procedures)) {
            if (procedure.id == registration && procedure.callees.contains(peer)) {
                leave(peer, procedure);
                expect(peer, "UNREGISTERED 0");
                return;
            }
        }
        expect(peer, "ERROR 0 " + ErrorUri.NO_SUCH_REGISTRATION);
    }

    private void leave(ModelPeer peer, Procedure procedure) {
        if (procedure.next == peer) {
            procedure.next = successor(procedure, peer);
        }
        procedure.callees.remove(peer);
        if (procedure.callees.isEmpty()) {
            procedures.remove(procedure);
        }
    }

    private static ModelPeer successor(Procedure procedure, ModelPeer peer) {
        return procedure.callees.get((procedure.callees.indexOf(peer) + 1) % procedure.callees.size());
    }

    /** The registration for a call; null when there is none. */
    Procedure find(String uri) {
        TreeMap<String, Procedure> ranked = new TreeMap<>(Comparator.reverseOrder());
        for (Procedure procedure : procedures) {
            switch (procedure.match) {
                case EXACT -> {
                    if (procedure.uri.equals(uri)) {
                        ranked.put("3", procedure);
                    }
                }
                case PREFIX -> {
                    if (uri.startsWith(procedure.uri)) {
                        ranked.put("2" + (char) procedure.uri.length(), procedure);
                    }
                }
                case WILDCARD -> rankWildcard(ranked, procedure, uri);
            }
        }
        return ranked.isEmpty() ? null : ranked.firstEntry().getValue();
    }

    private static void rankWildcard(TreeMap<String, Procedure> ranked, Procedure procedure, String uri) {
        String[] pattern = procedure.uri.split("\\.", -1);
        String[] components = uri.split("\\.", -1);
        StringBuilder rank = new StringBuilder("1");
        boolean matches = pattern.length == components.length;
        for (int i = 0; matches && i < pattern.length; i++) {
            rank.append(pattern[i].isEmpty() ? '0' : '1');
            matches = pattern[i].isEmpty() || pattern[i].equals(components[i]);
        }
        if (matches) {
            ranked.put(rank.toString(), procedure);
        }
    }

    /** Whom a new call goes to; {@code drawn} is what the dealer chose, for the policy that the model cannot foresee. */
    private static ModelPeer choose(Procedure procedure, ModelPeer drawn) {
        return switch (procedure.policy) {
            case SINGLE, FIRST -> procedure.callees.getFirst();
            case LAST -> procedure.callees.getLast();
            case RANDOM -> drawn == null ? withoutFeatures(procedure) : drawn;
            case ROUNDROBIN -> {
                ModelPeer chosen = procedure.next;
                procedure.next = successor(procedure, chosen);
                yield chosen;
            }
        };
    }

    /** Nobody was invoked, so the dealer must have drawn a callee that cannot take the call. */
    private static ModelPeer withoutFeatures(Procedure procedure) {
        for (ModelPeer callee : procedure.callees) {
            if (!callee.hasFeatures) {
                return callee;
            }
        }
        throw new AssertionError("nobody was invoked for " + procedure.uri);
    }

    void call(ModelPeer caller, OpenCall call, ModelPeer drawn) {
        if (abandoned.contains(key(caller, call.request))) {
            if (!call.inputOpen) {
                abandoned.remove(key(caller, call.request));
            }
            return;
        }
        for (OpenCall open : calls) {
            if (open.caller == caller && open.request == call.request) {
                open.inputOpen = call.inputOpen;
                if (!open.interrupted) {
                    expectInvocation(open);
                }
                return;
            }
        }
        Procedure procedure = find(call.procedure);
        ModelPeer callee = procedure == null ? null : choose(procedure, drawn);
        if (callee != null && !procedure.callees.contains(callee)) {
            throw new AssertionError("invoked someone who serves no " + procedure.uri);
        }
        String error = procedure == null ? ErrorUri.NO_SUCH_PROCEDURE : null;
        if (callee != null && call.inputOpen && !callee.hasFeatures) {
            error = ErrorUri.FEATURE_NOT_SUPPORTED;
        }
        if (error != null) {
            expect(caller, "ERROR " + call.request + " " + error);
            if (call.inputOpen) {
                abandoned.add(key(caller, call.request));
            }
            return;
        }
        start(caller, call, callee, procedure.id);
    }

    private void start(ModelPeer caller, OpenCall call, ModelPeer callee, long registration) {
        call.caller = caller;
        call.callee = callee;
        call.registration = registration;
        call.invocation = callee.invocations.isEmpty() ? 1 : callee.invocations.getLast() + 1;
        call.takesProgress &= callee.hasFeatures;
        call.deadlineMillis = nowMillis + call.timeoutMillis;
        calls.add(call);
        expectInvocation(call);
    }

    private void expectInvocation(OpenCall call) {
        expect(call.callee, "INVOCATION " + call.invocation + " " + call.registration + " " + call.inputOpen);
    }

    private static String key(ModelPeer caller, long request) {
        return caller.wire.session().id() + "/" + request;
    }

    private OpenCall invoked(ModelPeer callee, long invocation) {
        for (OpenCall call : calls) {
            if (call.callee == callee && call.invocation == invocation) {
                return call;
            }
        }
        return null;
    }

    private void end(OpenCall call) {
        calls.remove(call);
        if (call.inputOpen) {
            abandoned.add(key(call.caller, call.request));
        }
    }

    void yield(ModelPeer callee, long invocation, boolean progress) {
        OpenCall call = invoked(callee, invocation);
        if (call == null || progress && !call.takesProgress) {
            return;
        }
        expect(call.caller, "RESULT " + call.request + " " + progress);
        call.deadlineMillis = nowMillis + call.timeoutMillis;
        if (!progress) {
            end(call);
        }
    }

    void error(ModelPeer callee, long invocation, String error) {
        OpenCall call = invoked(callee, invocation);
        if (call != null) {
            end(call);
            expect(call.caller, "ERROR " + call.request + " " + error);
        }
    }

    void cancel(ModelPeer caller, long request, String mode) {
        for (OpenCall call : new ArrayList<>(calls)) {
            if (call.caller == caller && call.request == request) {
                if (!mode.equals("skip")) {
                    interrupt(call, mode);
                }
                if (!mode.equals("kill") || !call.callee.hasFeatures) {
                    end(call);
                    expect(caller, "ERROR " + request + " " + ErrorUri.CANCELED);
                }
            }
        }
    }

    private void interrupt(OpenCall call, String mode) {
        if (call.callee.hasFeatures && !call.interrupted) {
            call.interrupted = true;
            expect(call.callee, "INTERRUPT " + call.invocation + " " + mode);
        }
    }

    void advance(long millis) {
        nowMillis += millis;
        for (OpenCall call : new ArrayList<>(calls)) {
            if (call.timeoutMillis > 0 && call.deadlineMillis <= nowMillis) {
                interrupt(call, "killnowait");
                end(call);
                expect(call.caller, "ERROR " + call.request + " " + ErrorUri.TIMEOUT);
            }
        }
    }

    void leave(ModelPeer peer) {
        for (OpenCall call : new ArrayList<>(calls)) {
            if (call.callee == peer || call.caller == peer) {
                end(call);
                if (call.caller != peer) {
                    expect(call.caller, "ERROR " + call.request + " " + ErrorUri.CANCELED);
                } else if (call.callee != peer) {
                    interrupt(call, "killnowait");
                }
            }
        }
        for (Procedure procedure : new ArrayList<>(procedures)) {
            if (procedure.callees.contains(peer)) {
                leave(peer, procedure);
            }
        }
    }
}
