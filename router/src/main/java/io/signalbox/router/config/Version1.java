package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.schema.ClosestName;
import io.signalbox.router.schema.ConfigItem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Version 1 of the format, which is also the version of a file without {@code version}. In version 1, the actions of a rule are beside
 * {@code uri}, and stars in {@code uri} replace {@code match}. Rules with {@code allow} keep their meaning in such a file.
 */
final class Version1 {
    private static final List<String> FLAGS = List.of("call", "register", "publish", "subscribe");
    private static final int VERSION = 2;

    private Version1() {}

    /** Returns whether a document has version 1 or no version. */
    static boolean isVersionOf(JsonNode root) {
        JsonNode version = root.path("version");
        if (!root.isObject() || root.has("version")) {
            return version.isNumber() && version.decimalValue().compareTo(BigDecimal.ONE) == 0;
        }
        return root.properties().stream().noneMatch(member -> isMisspelled(member.getKey()));
    }

    private static boolean isMisspelled(String key) {
        return ClosestName.among(List.of("version"), key).isPresent();
    }

    static void warn(ConfigItem root) {
        ConfigItem version = root.member("version");
        (version.isPresent() ? version : root)
                .warn(
                        version.isPresent()
                                ? "the file is in version 1 of the format"
                                : "the file has no 'version', so it is read as version 1 of the format",
                        "rewrite the file in version 2 with 'router upgrade'");
    }

    /** Converts a document of version 1 to version 2. Moved items keep their positions. */
    static void upgrade(ConfigDocument document) {
        JsonPlace root = JsonPlace.ROOT;
        setFirst((ObjectNode) document.root(), "version", ConfigDocument.NODES.numberNode(VERSION));
        int worker = 0;
        for (JsonNode ofWorker : document.root().path("workers")) {
            JsonPlace realms = root.member("workers").item(worker++).member("realms");
            int realm = 0;
            for (JsonNode ofRealm : ofWorker.path("realms")) {
                JsonPlace roles = realms.item(realm++).member("roles");
                int role = 0;
                for (JsonNode ofRole : ofRealm.path("roles")) {
                    upgradeRules(
                            document,
                            ofRole.path("permissions"),
                            roles.item(role++).member("permissions"));
                }
            }
        }
    }

    private static void upgradeRules(ConfigDocument document, JsonNode rules, JsonPlace place) {
        for (int i = 0; i < rules.size(); i++) {
            // RealmCheck reports a rule with both forms.
            if (rules.path(i) instanceof ObjectNode rule && !rule.has("allow")) {
                moveFlags(document, rule, place.item(i));
            }
        }
    }

    private static void moveFlags(ConfigDocument document, ObjectNode rule, JsonPlace place) {
        List<String> flags = FLAGS.stream().filter(rule::has).toList();
        if (flags.isEmpty()) {
            return;
        }
        ObjectNode allow = ConfigDocument.NODES.objectNode();
        JsonPlace allowed = place.member("allow");
        for (String flag : flags) {
            allow.set(flag, rule.remove(flag));
            document.move(place.member(flag), allowed.member(flag));
        }
        document.values().put(allowed.pointer(), document.positionOf(place));
        rule.set("allow", allow);
    }

    /** Replaces stars in the rules of a document by {@code match}. */
    static void writeMatches(JsonNode root) {
        for (JsonNode worker : root.path("workers")) {
            for (JsonNode realm : worker.path("realms")) {
                for (JsonNode role : realm.path("roles")) {
                    role.path("permissions").forEach(Version1::writeMatch);
                }
            }
        }
    }

    private static void writeMatch(JsonNode node) {
        if (!(node instanceof ObjectNode rule)
                || rule.has("match")
                || rule.path("uri").asText().indexOf('*') < 0) {
            return;
        }
        RuleUri meant = RuleUri.of(rule.path("uri").asText(), Optional.empty());
        ObjectNode written = ConfigDocument.NODES.objectNode();
        rule.properties().forEach(member -> {
            boolean isUri = member.getKey().equals("uri");
            written.set(member.getKey(), isUri ? ConfigDocument.NODES.textNode(meant.uri()) : member.getValue());
            if (isUri) {
                written.put("match", meant.match().wireName());
            }
        });
        rule.removeAll();
        rule.setAll(written);
    }

    private static void setFirst(ObjectNode object, String key, JsonNode value) {
        ObjectNode others = object.deepCopy();
        others.remove(key);
        object.removeAll();
        object.set(key, value);
        object.setAll(others);
    }
}
