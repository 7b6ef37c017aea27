package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.RegistrationDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A procedure or procedure pattern and its callees, oldest first. Confined to the realm's loop. */
final class Registration {
    private final RegistrationDetails details;
    private final CalleeChoice choice;
    private final CallTerms plainTerms;
    private final List<Callee> callees = new ArrayList<>(1);

    /** Null where calls do not wait. */
    private final CallQueue queue;

    Registration(RegistrationDetails details, CalleeChoice choice, CallQueue queue) {
        this.details = details;
        this.queue = queue;
        this.choice = choice;
        this.plainTerms = CallTerms.plain(details.uri(), details.id());
    }

    RegistrationDetails details() {
        return details;
    }

    long id() {
        return details.id();
    }

    MatchPolicy match() {
        return details.match();
    }

    String uri() {
        return details.uri();
    }

    InvokePolicy policy() {
        return details.invoke();
    }

    /** How many callees it has. */
    int size() {
        return callees.size();
    }

    /** The terms that all calls without special wishes share; only for a registration that is no pattern. */
    CallTerms plainTerms() {
        return plainTerms;
    }

    boolean isPattern() {
        return details.match() != MatchPolicy.EXACT;
    }

    /** The calls that wait for a callee; null when calls of this registration do not wait. */
    CallQueue queue() {
        return queue;
    }

    boolean hasWaitingCalls() {
        return queue != null && !queue.isEmpty();
    }

    /** Whether waiting calls are being served, so that a new call has to go behind them. */
    boolean isServingQueue() {
        return queue != null && queue.isServing();
    }

    boolean isShared() {
        return details.invoke() != InvokePolicy.SINGLE;
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
        return policy() == asked && asked != InvokePolicy.SINGLE;
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

    /** Whether a callee could take a call of this procedure if only it read what it is sent. */
    boolean isCongested(String procedure) {
        for (int i = 0; i < callees.size(); i++) {
            Callee callee = callees.get(i);
            if (callee.hasRoom() && callee.isCongested() && callee.admits(procedure)) {
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
        return isDeserted() ? null : choice.choose(callees, procedure, tried);
    }
}
