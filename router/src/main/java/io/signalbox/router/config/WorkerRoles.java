package io.signalbox.router.config;

import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ClosestName;
import io.signalbox.router.schema.ConfigItem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Roles of the realms of a worker, and the roles that its listeners give to clients. Not thread-safe. */
final class WorkerRoles {
    private final Map<String, ConfigItem> realms = new HashMap<>();
    private final Map<String, Set<String>> roles = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final Set<String> missingRealms = new HashSet<>();
    private final Set<String> granted = new HashSet<>();
    private final boolean areKnown;
    private boolean areGrantsKnown = true;

    /** @param realms the list of realms */
    WorkerRoles(ConfigItem realms) {
        boolean areComplete = isComplete(realms);
        for (ConfigItem realm : realms.elements()) {
            this.realms.put(realm.member("name").text(), realm);
            roles.computeIfAbsent(realm.member("name").text(), name -> new HashSet<>())
                    .addAll(realm.member("roles").elements().stream()
                            .map(role -> role.member("name").text())
                            .toList());
            areComplete &= isComplete(realm.member("roles"));
        }
        areKnown = areComplete;
    }

    private WorkerRoles(Map<String, ConfigItem> realms) {
        this.realms.putAll(realms);
        areKnown = false;
    }

    /** Returns the same realms for roles that may have any name, because clients get them outside of the realms. */
    WorkerRoles ofAnyName() {
        return new WorkerRoles(realms);
    }

    /** Returns whether no check has refused an element of a list, or the name of an element. */
    private static boolean isComplete(ConfigItem list) {
        return list.isAbsent()
                || list.isPresent()
                        && list.elements().size() == list.value().size()
                        && list.elements().stream()
                                .allMatch(item -> item.member("name").isPresent());
    }

    /** Returns the realms that have no error. */
    Iterable<ConfigItem> realms() {
        return realms.values();
    }

    /** Returns whether a realm has a role; true if errors in the configuration leave the answer open. */
    boolean mayHave(String role) {
        return !areKnown || all().contains(role);
    }

    /** Returns whether the worker lacks a realm, and no error says so yet. */
    boolean lacks(String realm) {
        return areKnown && !roles.containsKey(realm) && !missingRealms.contains(realm);
    }

    private Set<String> all() {
        return roles.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Records that a listener gives roles that the configuration does not name. */
    void grantUnknown() {
        areGrantsKnown = false;
    }

    /**
     * Checks a role that clients get in the realm in HELLO. A missing role has one message for all listeners.
     *
     * @param isByDefault whether the configuration leaves out the role, so that clients get the default role
     */
    void grant(String role, ConfigItem item, boolean isByDefault) {
        granted.add(role);
        if (mayHave(role) || all().isEmpty() || !reported.add(role)) {
            return;
        }
        String text = "no realm of the worker has the role " + Quoted.text(role) + " that clients get here";
        String remedy = "add the role to a realm, or name another role in 'auth'";
        if (isByDefault) {
            item.warn(text + ", so no client can join", remedy);
        } else {
            item.error(text, ClosestName.question(all(), role).orElse(remedy));
        }
    }

    /** Checks a role that clients get in a realm that the configuration names. */
    void grantIn(ConfigItem realm, String role, ConfigItem roleItem) {
        granted.add(role);
        if (!areKnown) {
            return;
        }
        Set<String> ofRealm = roles.get(realm.text());
        if (ofRealm == null) {
            if (!missingRealms.add(realm.text())) {
                return;
            }
            realm.refuse(
                    "the worker has no realm " + Quoted.text(realm.text()),
                    ClosestName.question(roles.keySet(), realm.text()).orElse("add the realm, or name another one"));
        } else if (!ofRealm.isEmpty() && !ofRealm.contains(role) && reported.add(role)) {
            roleItem.error(
                    "the realm " + Quoted.text(realm.text()) + " has no role " + Quoted.text(role),
                    ClosestName.question(ofRealm, role).orElse("add the role to the realm, or name another role"));
        }
    }

    /** Warns of roles that no listener gives to a client. Called after the check of the listeners. */
    void reportUngranted() {
        // A missing role may be a misspelled name of an ungranted role: one mistake, one message.
        if (!areKnown || !areGrantsKnown || granted.isEmpty() || !reported.isEmpty()) {
            return;
        }
        for (ConfigItem realm : realms.values()) {
            for (ConfigItem role : realm.member("roles").elements()) {
                String name = role.member("name").text();
                if (!name.isEmpty() && !granted.contains(name) && !name.equals("trusted")) {
                    role.member("name")
                            .warn(
                                    "no authentication method of the worker gives the role " + Quoted.text(name)
                                            + ", so no session can have it",
                                    "name the role in 'auth' of a transport, or remove it");
                }
            }
        }
    }

    /** Returns the realms of a name, or all realms without a name. */
    Iterable<ConfigItem> realms(Optional<String> name) {
        return realms.values().stream()
                .filter(realm -> name.isEmpty() || realm.member("name").text().equals(name.get()))
                .toList();
    }
}
