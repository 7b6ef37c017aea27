package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.router.session.RouterRole;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Check of realms, roles and rules beyond the schema. */
final class RealmCheck {
    /** Keys that a rule of version 1 of the format has beside {@code uri}. */
    private static final List<String> FLAGS = List.of("call", "register", "publish", "subscribe");

    private final PayloadContractCheck contracts;
    private final StoreCheck store;

    RealmCheck(SchemaDocument schema, ProblemList problems, Path directory) {
        this.contracts = new PayloadContractCheck(problems, directory);
        this.store = new StoreCheck(schema, directory);
    }

    /** @param names the realms of the same worker that are checked already, by name */
    void check(ConfigItem realm, Map<String, JsonPlace> names) {
        checkName(realm.member("name"), realm.place(), names);
        ConfigItem roles = realm.member("roles");
        if (roles.isEmpty()) {
            realm.warn("the realm has no roles, so no client can join", "add 'roles'");
        }
        contracts.check(realm.member("schemas"));
        checkCallTimeout(realm.member("options").member("call_timeout"));
        Map<String, JsonPlace> roleNames = new HashMap<>();
        roles.elements().forEach(role -> checkRole(role, roleNames));
        if (realm.member("store").isPresent()) {
            store.check(realm.member("store"), realm.member("options"));
        }
    }

    private static void checkCallTimeout(ConfigItem timeout) {
        long max = timeout.member("max").value().asLong();
        ConfigItem byDefault = timeout.member("default");
        if (max > 0 && byDefault.value().asLong() > max) {
            byDefault.refuse(
                    "is " + byDefault.value() + " ms, above 'max' of " + max + " ms",
                    "write at most " + max + ", or remove the key: 'max' applies to all calls");
        }
    }

    private static void checkName(ConfigItem name, JsonPlace realm, Map<String, JsonPlace> names) {
        JsonPlace first = name.isPresent() ? names.putIfAbsent(name.text(), realm) : null;
        if (first != null) {
            name.refuse(
                    "the worker has the realm " + Quoted.text(name.text()) + " already, at " + first.path(),
                    "merge the two realms, or move one to another worker");
        }
    }

    private static void checkRole(ConfigItem role, Map<String, JsonPlace> names) {
        ConfigItem name = role.member("name");
        if (name.text().equals(RouterRole.TRUSTED)) {
            name.error("the role 'trusted' is reserved", "choose another name");
        } else if (name.isPresent()) {
            JsonPlace first = names.putIfAbsent(name.text(), role.place());
            if (first != null) {
                name.error(
                        "the realm has the role " + Quoted.text(name.text()) + " already, at " + first.path(),
                        "merge the two roles");
            }
        }
        ConfigItem allowByDefault = role.member("allow-by-default");
        ConfigItem authorizer = role.member("authorizer");
        if (!authorizer.isAbsent() && allowByDefault.value().asBoolean()) {
            allowByDefault.warn(
                    "has no effect in a role with an authorizer",
                    "remove the key; the authorizer decides on actions without a rule");
        } else if (!role.member("permissions").isAbsent()
                && allowByDefault.value().asBoolean()) {
            allowByDefault.warn(
                    "has no effect in a role with permissions", "remove the key; actions without a rule are denied");
        }
        if (authorizer.isPresent() && UriRules.isReserved(authorizer.text())) {
            authorizer.error(
                    "no client can register this procedure: URIs that begin with wamp or signalbox are reserved",
                    "choose another URI");
        }
        checkRules(role.member("permissions"));
    }

    private static void checkRules(ConfigItem rules) {
        Map<RuleUri, JsonPlace> known = new HashMap<>();
        for (ConfigItem rule : rules.elements()) {
            boolean isKnown =
                    rule.member("uri").isPresent() && !rule.member("match").isRefused();
            if (isKnown && checkRuleUri(rule)) {
                JsonPlace first = known.put(RoleRights.pattern(rule), rule.place());
                if (first != null) {
                    rule.warn(
                            "replaces the rule for the same uri and match at " + first.path(),
                            "remove the rule at " + first.path() + ", which has no effect");
                }
            }
        }
    }

    private static boolean checkRuleUri(ConfigItem rule) {
        ConfigItem uri = rule.member("uri");
        if (!RoleRights.pattern(rule).isPossible()) {
            uri.refuse(
                    Quoted.text(uri.text()) + " can match no URI",
                    "write components without white space and '#', and leave none empty unless 'match' is"
                            + " 'prefix' or 'wildcard'");
            return false;
        }
        if (rule.member("match").isPresent() && uri.text().indexOf('*') >= 0) {
            uri.warn(
                    "a star is a plain character in a rule with 'match'",
                    "remove 'match', or write the pattern without stars");
        }
        return true;
    }

    /** Refuses permission rules of version 1 of the format, whose flags stand beside {@code uri}. */
    static void checkVersions(ConfigItem root) {
        for (ConfigItem worker : root.member("workers").elements()) {
            for (ConfigItem realm : worker.member("realms").elements()) {
                for (ConfigItem role : realm.member("roles").elements()) {
                    role.member("permissions").elements().forEach(RealmCheck::checkVersion);
                }
            }
        }
    }

    private static void checkVersion(ConfigItem rule) {
        List<String> flags =
                FLAGS.stream().filter(flag -> rule.member(flag).isPresent()).toList();
        if (flags.isEmpty()) {
            return;
        }
        String text = "the rule has the form of version 1: " + String.join(", ", flags) + " beside 'uri'";
        if (rule.member("allow").isAbsent()) {
            rule.refuse(text, "write " + inVersion2(rule.value(), flags));
        } else {
            rule.refuse(text, "move " + String.join(", ", flags) + " into 'allow'");
        }
    }

    private static JsonNode inVersion2(JsonNode rule, List<String> flags) {
        ObjectNode rewritten = ConfigDocument.NODES.objectNode();
        rule.properties().stream()
                .filter(member -> !flags.contains(member.getKey()))
                .forEach(member -> rewritten.set(member.getKey(), member.getValue()));
        ObjectNode allow = rewritten.putObject("allow");
        flags.forEach(flag -> allow.set(flag, rule.path(flag)));
        return rewritten;
    }
}
