package io.signalbox.router.meta;

import io.signalbox.router.broker.Broker;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import java.util.ArrayList;
import java.util.List;

/** Testaments of all sessions of a realm (spec: Session Testament). Confined to the realm's loop. */
final class Testaments {
    private final Broker broker;
    private final ServiceSession service;
    private final HeldBudget budget;
    private final int maxPerSession;
    private final int maxBytesPerSession;
    private final LongMap<List<Testament>> byOwner = new LongMap<>();

    Testaments(Broker broker, ServiceSession service, HeldBudget budget, MetaSettings settings) {
        this.broker = broker;
        this.service = service;
        this.budget = budget;
        maxPerSession = settings.limits().maxTestaments();
        maxBytesPerSession = settings.limits().maxTestamentSizeBytes();
    }

    /** Returns whether the owner may add a testament of this size. */
    private boolean hasRoom(RouterSession owner, long sizeBytes) {
        List<Testament> own = byOwner.get(owner.id());
        long bytes = sizeBytes;
        int count = 1;
        if (own != null) {
            count += own.size();
            for (Testament testament : own) {
                bytes += testament.sizeBytes();
            }
        }
        return count <= maxPerSession && bytes <= maxBytesPerSession;
    }

    /** Keeps it; false when the owner, or the node, holds as many as it may. */
    boolean add(RouterSession owner, Testament testament) {
        if (!hasRoom(owner, testament.sizeBytes()) || !budget.tryReserve(testament.sizeBytes())) {
            return false;
        }
        List<Testament> own = byOwner.get(owner.id());
        if (own == null) {
            own = new ArrayList<>(1);
            byOwner.put(owner.id(), own);
        }
        own.add(testament);
        return true;
    }

    /** Removes the owner's testaments of one scope. */
    void flush(RouterSession owner, Testament.Scope scope) {
        List<Testament> own = byOwner.get(owner.id());
        if (own != null) {
            own.removeIf(testament -> testament.scope() == scope && released(testament));
            if (own.isEmpty()) {
                byOwner.remove(owner.id());
            }
        }
    }

    private boolean released(Testament testament) {
        budget.release(testament.sizeBytes());
        return true;
    }

    /** Removes the owner's testaments and returns them; an empty list where there are none. */
    private List<Testament> take(RouterSession owner) {
        List<Testament> own = byOwner.remove(owner.id());
        if (own == null) {
            return List.of();
        }
        own.forEach(this::released);
        return own;
    }

    /** Publishes what the owner left, behind the task that is running: first what is detached, then what is destroyed. */
    void execute(RouterSession owner) {
        List<Testament> own = take(owner);
        for (Testament.Scope scope : Testament.Scope.values()) {
            for (Testament testament : own) {
                if (testament.scope() == scope) {
                    service.followUp("a testament", () -> publish(owner, testament));
                }
            }
        }
    }

    private void publish(RouterSession owner, Testament testament) {
        broker.publish(owner, testament.publish(), testament.options(), testament.decision());
    }

    /** Removes the owner's testaments. */
    void discard(RouterSession owner) {
        take(owner);
    }

    boolean isEmpty() {
        return byOwner.isEmpty();
    }
}
