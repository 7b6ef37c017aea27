package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A procedure or procedure pattern and its callees, oldest first. Confined to the realm's loop. */
final class Registration {
    private final long id;
    private final MatchPolicy match;
    private final String uri;
    private final InvokePolicy policy;
    private final CalleeChoice choice;
    private final CallTerms plainTerms;
    private final List<Callee> callees = new ArrayList<>(1);

    /** Null where calls do not wait. */
    private final CallQueue queue;

    Registration(long id, MatchPolicy match, String uri, InvokePolicy policy, CalleeChoice choice, CallQueue queue) {
        this.queue = queue;
        this.id = id;
        this.match = match;
        this.uri = uri;
        this.policy = policy;
        this.choice = choice;
        this.plainTerms = CallTerms.plain(uri, id);
    }

    long id() {
        return id;
    }

    MatchPolicy match() {
        return match;
    }

    String uri() {
        return uri;
    }

    InvokePolicy policy() {
        return policy;
    }

    /** The terms that all calls without special wishes share; only for a registration that is no pattern. */
    CallTerms plainTerms() {
        return plainTerms;
    }

    boolean isPattern() {
        return match != MatchPolicy.EXACT;
    }

    /** The calls that wait for a callee; null when calls of this registration do not wait. */
    CallQueue queue() {
        return queue;
    }

    boolean hasWaitingCalls() {
        return queue != null && !queue.isEmpty();
    }

    boolean isShared() {
        return policy != InvokePolicy.SINGLE;
    }

    /** A copy, oldest first. */
    List<Callee> callees() {
        return List.copyOf(callees);
    }

    boolean isDeserted() {
        return callees.isEmpty();
    }

    /** Whether another session may join under this policy (spec: Shared Registration). */
    boolean isSharedUnder(InvokePolicy asked) {
        return policy == asked && policy != InvokePolicy.SINGLE;
    }

    void add(Callee callee) {
        callees.add(callee);
    }

    void remove(Participant participant) {
        for (int i = 0; i < callees.size(); i++) {
            if (callees.get(i).participant() == participant) {
                callees.remove(i);
                choice.removed(i, callees.size());
                return;
            }
        }
    }

    /** Whether any callee could take one more call. */
    boolean hasRoom() {
        for (int i = 0; i < callees.size(); i++) {
            if (callees.get(i).hasRoom()) {
                return true;
            }
        }
        return false;
    }

    /** Whether every callee may be replaced by one that asks for it. */
    boolean yieldsToOthers() {
        for (int i = 0; i < callees.size(); i++) {
            if (!callees.get(i).yieldsToOthers()) {
                return false;
            }
        }
        return true;
    }

    /** Whether any callee may serve the procedure. */
    boolean admits(String procedure) {
        for (int i = 0; i < callees.size(); i++) {
            if (callees.get(i).admits(procedure)) {
                return true;
            }
        }
        return false;
    }

    /** The callee for the next call of this procedure; null when nobody who may serve it has room. */
    Callee choose(String procedure) {
        return choice.choose(callees, procedure, null);
    }

    /** Another callee for a call that was sent to {@code tried} before; null when there is none. */
    Callee chooseOther(String procedure, Set<Participant> tried) {
        return choice.choose(callees, procedure, tried);
    }
}
