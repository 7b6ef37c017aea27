package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a schema cannot say: how the items of a configuration fit each other and the machine. Tolerates wrong types. */
final class ConsistencyCheck {
    private final ProblemList problems;
    private final RealmCheck realms;
    private final TransportCheck transports;
    private final Map<String, JsonPlace> ids = new HashMap<>();

    ConsistencyCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.realms = new RealmCheck(problems, directory);
        this.transports = new TransportCheck(problems, directory);
    }

    void check(JsonNode root) {
        JsonPlace place = JsonPlace.ROOT.member("workers");
        JsonNode workers = root.path("workers");
        if (root.isObject() && workers.isEmpty() && !workers.isValueNode()) {
            problems.warning(
                    root.has("workers") ? place : JsonPlace.ROOT,
                    "there is no worker, so the node would do nothing",
                    "add a worker of type 'router' with realms and transports");
        }
        for (int i = 0; i < workers.size(); i++) {
            if (!problems.isSettled(place.item(i))) {
                checkWorker(workers.path(i), place.item(i));
            }
        }
    }

    private void checkWorker(JsonNode worker, JsonPlace place) {
        checkId(worker, place, "worker");
        Set<String> roles = new HashSet<>();
        JsonPlace realmsPlace = place.member("realms");
        for (int i = 0; i < worker.path("realms").size(); i++) {
            JsonNode realm = worker.path("realms").path(i);
            checkId(realm, realmsPlace.item(i), "realm");
            realms.check(realm, realmsPlace.item(i));
            realm.path("roles").forEach(role -> roles.add(role.path("name").asText()));
        }
        JsonNode ofTransports = worker.path("transports");
        if (!ofTransports.isEmpty() && worker.path("realms").isEmpty()) {
            problems.error(
                    worker.has("realms") ? realmsPlace : place,
                    "the worker has transports but no realm that clients could join",
                    "add a realm");
        }
        JsonPlace transportsPlace = place.member("transports");
        for (int i = 0; i < ofTransports.size(); i++) {
            if (!problems.isSettled(transportsPlace.item(i))) {
                checkTransport(ofTransports.path(i), transportsPlace.item(i), roles);
            }
        }
        for (int i = 0; i < worker.path("realms").size(); i++) {
            JsonNode ofRealm = worker.path("realms").path(i).path("roles");
            for (int j = 0; j < ofRealm.size(); j++) {
                transports.checkRole(
                        ofRealm.path(j), realmsPlace.item(i).member("roles").item(j));
            }
        }
    }

    private void checkTransport(JsonNode transport, JsonPlace place, Set<String> roles) {
        checkId(transport, place, "transport");
        for (Map.Entry<String, JsonNode> path : transport.path("paths").properties()) {
            checkId(path.getValue(), place.member("paths").member(path.getKey()), "web service");
        }
        transports.check(transport, place, roles);
    }

    private void checkId(JsonNode item, JsonPlace place, String kind) {
        if (!item.path("id").isTextual()) {
            return;
        }
        String id = item.path("id").textValue();
        JsonPlace first = ids.putIfAbsent(kind + ' ' + id, place);
        if (first != null) {
            problems.error(
                    place.member("id"),
                    "the id '" + id + "' is taken by the " + kind + " at " + first.path(),
                    "choose another one, or leave it out");
        }
    }
}
