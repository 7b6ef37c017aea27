package io.signalbox.router.realm;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.ServiceCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Realms of a node by name.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class RealmDirectory {
    private final Map<String, Realm> realms;
    private volatile boolean shuttingDown;

    public RealmDirectory(Collection<Realm> realms) {
        Map<String, Realm> byName = new HashMap<>();
        for (Realm realm : realms) {
            byName.put(realm.name(), realm);
        }
        this.realms = Map.copyOf(byName);
    }

    /** Returns the realm with this name, or null. */
    Realm find(String name) {
        return realms.get(name);
    }

    /** Returns the calls that the router itself makes in the realm with this name; null if there is no such realm. */
    public ServiceCalls serviceCalls(String realm) {
        Realm found = realms.get(realm);
        return found == null ? null : found.serviceCalls();
    }

    /**
     * Returns whether a callee has registered exactly this procedure in the realm with this name: the callee of a pattern may not know the
     * procedure. No code may depend on the thread of the result.
     */
    public CompletableFuture<Boolean> hasCallee(String realm, String procedure) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Realm found = realms.get(realm);
        if (found == null) {
            answer.complete(false);
        } else {
            found.loop()
                    .submit(
                            "a lookup",
                            () -> answer.complete(
                                    found.dealer().registrations().find(MatchPolicy.EXACT, procedure) != null));
        }
        return answer;
    }

    /** Returns whether there is a realm with this name and a role that clients can have. */
    public boolean hasRole(String realm, String role) {
        Realm found = realms.get(realm);
        return found != null && !role.equals(RouterRole.TRUSTED) && found.role(role) != null;
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    /**
     * Refuses new sessions and sends GOODBYE to all sessions.
     *
     * @return completes when every session has answered or has been cut, after two seconds at most
     */
    public CompletableFuture<Void> shutDown() {
        shuttingDown = true;
        List<CompletableFuture<Void>> each = new ArrayList<>();
        for (Realm realm : realms.values()) {
            each.add(realm.shutDown());
        }
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
    }
}
