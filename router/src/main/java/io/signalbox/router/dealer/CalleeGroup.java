package io.signalbox.router.dealer;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Principal;

/**
 * Callees of one registration that may serve the same procedures, because they have the same role or, if the role has an
 * authorizer, the same role and authid. The group reads the call queue of the registration once, however often its callees
 * get room. Confined to the realm's loop.
 */
final class CalleeGroup {
    private final Principal principal;
    private final boolean isOfPattern;

    /** Waiting calls that the group may serve or has not seen; null if calls of the registration do not wait. */
    private final CallQueue.Cursor waiting;

    private int size;
    private int withRoom;

    /** Whether no callee with room can take the next waiting call, until the callees change or one gets room. */
    private boolean isBlocked;

    /** @param principal the principal of any callee of the group */
    CalleeGroup(Principal principal, boolean isOfPattern, CallQueue.Cursor waiting) {
        this.principal = principal;
        this.isOfPattern = isOfPattern;
        this.waiting = waiting;
    }

    /** Returns whether a callee with this principal belongs to the group. */
    boolean isOf(Principal callee) {
        return principal.role() == callee.role()
                && (!hasAuthorizer() || principal.authid().equals(callee.authid()));
    }

    /** Returns whether what the group may serve depends on cached decisions, which come and go. */
    boolean hasAuthorizer() {
        return principal.role().authorizer() != null;
    }

    CallQueue.Cursor waiting() {
        return waiting;
    }

    void add(Callee callee) {
        size++;
        if (callee.hasRoom()) {
            gainsRoom();
        }
    }

    void remove(Callee callee) {
        size--;
        if (callee.hasRoom()) {
            losesRoom();
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void gainsRoom() {
        withRoom++;
        unblock();
    }

    void losesRoom() {
        withRoom--;
    }

    /** Notes that no callee with room can take the next waiting call: the sessions have ended or do not read. */
    void block() {
        isBlocked = true;
    }

    void unblock() {
        isBlocked = false;
    }

    /** Returns whether calls wait that the group may serve or has not seen. */
    boolean hasWaitingCalls() {
        return waiting != null && waiting.next() != null;
    }

    /** Returns whether the group has room for a waiting call, which it possibly may not serve. */
    boolean canBeServed() {
        return withRoom > 0 && !isBlocked && hasWaitingCalls();
    }

    /**
     * Returns whether the group may serve this procedure. A pattern was authorized as a pattern only. A rule that denies a
     * procedure below the pattern is therefore applied to each call, and reserved names are the router's.
     */
    boolean admits(String procedure) {
        return !isOfPattern || (!UriRules.isReserved(procedure) && principal.admits(Action.REGISTER, procedure));
    }
}
