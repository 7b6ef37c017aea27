package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.realm.RealmDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gate of the listeners of one router worker whose authenticators or authorizers are procedures. The listeners stay closed when a
 * component has failed that may have provided such a procedure: nobody has registered the procedure, in the realm of the component.
 *
 * @param components of the worker, which have started or failed
 * @param needed the procedures that decide on access
 */
record AccessGate(
        String worker,
        RealmDirectory realms,
        List<HostedComponent> components,
        List<Needed> needed,
        List<Placed<Listener>> listeners) {
    private static final Logger LOG = LoggerFactory.getLogger(AccessGate.class);
    private static final long LOOKUP_SECONDS = 5;

    /** Procedure that decides on access to a realm. */
    record Needed(String realm, String procedure) {}

    /** Returns whether the listeners may open, and logs why they stay closed. Blocks. */
    boolean isOpen() {
        for (HostedComponent component : components) {
            Optional<Needed> missing = component.hasFailed() ? missing(component.realm()) : Optional.empty();
            if (missing.isPresent()) {
                LOG.error(
                        "worker={} component={} has failed, and no callee has registered {}, which decides on access to"
                                + " realm={}: the listeners {} stay closed; mend the component, and start the node again",
                        worker,
                        component.id(),
                        missing.get().procedure(),
                        missing.get().realm(),
                        listeners.stream().map(listener -> listener.part().id()).toList());
                return false;
            }
        }
        return true;
    }

    private Optional<Needed> missing(String realm) {
        return needed.stream()
                .filter(one -> one.realm().equals(realm) && !isRegistered(one))
                .findFirst();
    }

    private boolean isRegistered(Needed one) {
        try {
            return realms.hasCallee(one.realm(), one.procedure()).get(LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("realm={} procedure={} cannot be looked up", one.realm(), one.procedure(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
