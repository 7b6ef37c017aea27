package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks realms, their roles and their rules beyond the schema. */
final class RealmCheck {
    private final ProblemList problems;
    private final PayloadContractCheck contracts;
    private final StoreCheck store;
    private final Map<String, JsonPlace> names = new HashMap<>();

    RealmCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.contracts = new PayloadContractCheck(problems, directory);
        this.store = new StoreCheck(problems, directory);
    }

    void check(JsonNode realm, JsonPlace place) {
        if (realm.path("name").isTextual()) {
            checkName(realm.path("name").textValue(), place);
        }
        JsonNode roles = realm.path("roles");
        if (realm.isObject() && roles.isEmpty()) {
            problems.warning(place, "the realm has no roles, so nobody can join it", "add 'roles'");
        }
        contracts.check(realm.path("schemas"), place.member("schemas"));
        checkCallTimeout(
                realm.path("options").path("call_timeout"),
                place.member("options").member("call_timeout"));
        Map<String, JsonPlace> roleNames = new HashMap<>();
        for (int i = 0; i < roles.size(); i++) {
            checkRole(roles.path(i), place.member("roles").item(i), roleNames);
        }
        if (realm.path("store").isObject()) {
            store.check(realm, place.member("store"));
        }
    }

    private void checkCallTimeout(JsonNode timeout, JsonPlace place) {
        long max = timeout.path("max").asLong();
        long byDefault = timeout.path("default").asLong();
        if (max > 0 && byDefault > max) {
            problems.error(
                    place.member("default"),
                    "no call may take " + byDefault + " ms where 'max' is " + max,
                    "write at most " + max + ", or leave it out: 'max' holds for all calls");
        }
    }

    private void checkName(String name, JsonPlace place) {
        JsonPlace first = names.putIfAbsent(name, place);
        if (first != null) {
            problems.error(
                    place.member("name"),
                    "the realm '" + name + "' is there already, at " + first.path(),
                    "merge the two; in this node all workers share their realms");
        }
    }

    private void checkRole(JsonNode role, JsonPlace place, Map<String, JsonPlace> names) {
        String name = role.path("name").asText();
        if (name.equals("trusted")) {
            problems.error(place.member("name"), "the role 'trusted' is the node's own", "choose another name");
        }
        JsonPlace first = names.putIfAbsent(name, place);
        if (first != null && !name.isEmpty()) {
            problems.error(
                    place.member("name"),
                    "the role '" + name + "' is there already, at " + first.path(),
                    "merge the two");
        }
        if (role.has("permissions") && role.path("allow-by-default").asBoolean()) {
            problems.warning(
                    place.member("allow-by-default"),
                    "has no effect: it counts only for a role without permissions",
                    "remove it, or add a rule with the uri '*'");
        }
        checkRules(role.path("permissions"), place.member("permissions"));
    }

    private void checkRules(JsonNode rules, JsonPlace place) {
        Map<RuleUri, JsonPlace> known = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.path(i);
            if (!rule.path("uri").isTextual()) {
                continue;
            }
            checkRuleUri(rule, place.item(i));
            JsonPlace first = known.putIfAbsent(RuleUri.of(rule), place.item(i));
            if (first != null) {
                problems.warning(
                        place.item(i),
                        "replaces the rule for the same uri and match at " + first.path(),
                        "remove one of the two");
            }
        }
    }

    private void checkRuleUri(JsonNode rule, JsonPlace place) {
        String uri = rule.path("uri").textValue();
        if (!RuleUri.of(rule).isPossible()) {
            problems.error(
                    place.member("uri"),
                    "'" + uri + "' can match no URI",
                    "write components without white space and '#', and leave none empty unless 'match' is"
                            + " 'prefix' or 'wildcard'");
        } else if (rule.has("match") && uri.indexOf('*') >= 0) {
            problems.warning(
                    place.member("uri"),
                    "with 'match' a star is a plain character",
                    "remove 'match', or write the pattern without stars");
        }
    }
}
