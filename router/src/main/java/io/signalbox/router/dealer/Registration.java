package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RegistrationDetails;
import java.util.ArrayList;
import java.util.List;

/** Procedure or procedure pattern with its callees, oldest first. Confined to the realm's loop. */
final class Registration {
    private final RegistrationDetails details;
    private final CalleeChoice choice;
    private final CallTerms plainTerms;
    private final List<Callee> callees = new ArrayList<>(1);
    private final List<CalleeGroup> groups = new ArrayList<>(1);

    /** Null if calls of this registration do not wait. */
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

    /** Returns the number of callees. */
    int size() {
        return callees.size();
    }

    /** Returns the terms of all calls without options, for a registration that is no pattern. */
    CallTerms plainTerms() {
        return plainTerms;
    }

    boolean isPattern() {
        return details.match() != MatchPolicy.EXACT;
    }

    /** Returns the calls that wait for a callee; null if calls of this registration do not wait. */
    CallQueue queue() {
        return queue;
    }

    boolean hasWaitingCalls() {
        return queue != null && !queue.isEmpty();
    }

    /** Returns whether the queue is being served. A new call goes behind the waiting calls meanwhile. */
    boolean isServingQueue() {
        return queue != null && queue.isServing();
    }

    boolean isShared() {
        return details.invoke() != InvokePolicy.SINGLE;
    }

    /** Returns a copy of the callees, oldest first. */
    List<Callee> callees() {
        return List.copyOf(callees);
    }

    boolean isDeserted() {
        return callees.isEmpty();
    }

    /** Returns whether no session of a callee is open. */
    boolean hasEnded() {
        for (int i = 0; i < callees.size(); i++) {
            if (callees.get(i).session().isOpen()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether all callees are links to other routers. */
    boolean isOfLinks() {
        for (int i = 0; i < callees.size(); i++) {
            if (!callees.get(i).session().isLink()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether another session may join under this policy (spec: Shared Registration). */
    boolean isSharedUnder(InvokePolicy asked) {
        return policy() == asked && asked != InvokePolicy.SINGLE;
    }

    Callee add(Participant participant, RegisterOptions options) {
        Callee callee =
                new Callee(participant, this, group(participant.session().principal()), options);
        callees.add(callee);
        callee.group().add(callee);
        return callee;
    }

    private CalleeGroup group(Principal callee) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).isOf(callee)) {
                return groups.get(i);
            }
        }
        CalleeGroup group = new CalleeGroup(callee, isPattern(), queue == null ? null : queue.open());
        groups.add(group);
        return group;
    }

    /** Removes a callee. Returns the nodes behind it, if it is a link. */
    List<String> remove(Participant participant) {
        for (int i = 0; i < callees.size(); i++) {
            if (callees.get(i).participant() == participant) {
                Callee callee = callees.remove(i);
                choice.removed(i, callees.size());
                callee.leaves();
                if (callee.group().isEmpty()) {
                    remove(callee.group());
                }
                unblockGroups();
                return callee.member().forwardFor();
            }
        }
        return List.of();
    }

    /** Has all groups with room look at the waiting calls again. */
    void unblockGroups() {
        groups.forEach(CalleeGroup::unblock);
    }

    private void remove(CalleeGroup group) {
        groups.remove(group);
        if (queue != null) {
            queue.close(group.waiting());
            if (isPattern()) {
                queue.uncheckAll();
            }
        }
    }

    /** Returns the group with room whose next waiting call is the oldest; null if no group has room for one. */
    CalleeGroup nextToServe() {
        CalleeGroup next = null;
        for (int i = 0; i < groups.size(); i++) {
            CalleeGroup group = groups.get(i);
            if (group.canBeServed() && (next == null || group.waiting().precedes(next.waiting()))) {
                next = group;
            }
        }
        return next;
    }

    /** Returns whether a session that demands it may replace all callees. Ended sessions do not count. */
    boolean isReplaceable() {
        for (int i = 0; i < callees.size(); i++) {
            if (!callees.get(i).isReplaceable() && callees.get(i).session().isOpen()) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether any callee may serve the procedure. */
    boolean admits(String procedure) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).admits(procedure)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a call of this procedure, which no callee can take now, would wait only for callees that do not
     * read. Their backlogs do not come down within the time that is left to a call.
     */
    boolean isCongested(String procedure) {
        boolean isCongested = false;
        for (int i = 0; i < callees.size(); i++) {
            Callee callee = callees.get(i);
            if (!callee.hasRoom()) {
                if (callee.session().isOpen() && callee.admits(procedure) && !callee.isCongested()) {
                    return false;
                }
            } else if (!isCongested) {
                // A callee with room that cannot take the call does not read, unless it may not or has ended.
                isCongested = callee.session().isOpen() && callee.admits(procedure);
            }
        }
        return isCongested;
    }

    /** Returns the callee for the next call of this procedure; null if no callee can take the call. */
    Callee choose(String procedure) {
        return choice.choose(callees, procedure, null);
    }

    /** Returns a callee for a call for which earlier callees were not available; null if there is none. */
    Callee chooseOther(HeldCall rerouted) {
        return isDeserted() ? null : choice.choose(callees, rerouted.call().procedure(), rerouted);
    }
}
