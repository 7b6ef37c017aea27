package io.signalbox.router.realm;

import java.util.ArrayList;
import java.util.List;

/** A registration in the {@link CallModel}. */
final class ModelProcedure {
    final long id;
    final Offer offer;
    final List<Serving> callees = new ArrayList<>();

    /** Position of the round-robin policy. */
    Serving next;

    ModelProcedure(long id, Offer offer) {
        this.id = id;
        this.offer = offer;
    }

    int queueLimit() {
        return offer.uri().startsWith("com") ? RealmInterleavingTest.QUEUE_LIMIT : 0;
    }

    void join(ModelPeer peer, Offer offered) {
        if (serving(peer) == null) {
            callees.add(new Serving(peer, offered));
        }
        if (next == null) {
            next = callees.getFirst();
        }
    }

    void leave(ModelPeer peer) {
        Serving leaving = serving(peer);
        if (next == leaving) {
            next = successor(leaving);
        }
        callees.remove(leaving);
    }

    /** Returns the peer's entry among the callees, or null. */
    Serving serving(ModelPeer peer) {
        return callees.stream()
                .filter(callee -> callee.peer() == peer)
                .findFirst()
                .orElse(null);
    }

    Serving successor(Serving callee) {
        return callees.get((callees.indexOf(callee) + 1) % callees.size());
    }
}
