package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.JsonPlace;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Version 1 of the format, of which a file without {@code version} is too. It differs from version 2 in the rules of roles: what
 * they allow stands beside {@code uri}, and stars in {@code uri} stand for {@code match}. A file that has no {@code version} and
 * rules with {@code allow} is taken as its author means it.
 */
final class Version1 {
    private static final List<String> FLAGS = List.of("call", "register", "publish", "subscribe");
    private static final int VERSION = 2;

    private Version1() {}

    /** Whether a document says that it is of version 1, or nothing about it. */
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
                                : "the file has no 'version', so it is taken for version 1 of the format",
                        "write it in version 2 with 'router upgrade'");
    }

    /** Writes a document of version 1 in version 2, and keeps what is moved at its place in the text. */
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
            // A rule that has both forms contradicts itself; RealmCheck reports it.
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

    /** Writes what stars in the rules of a document mean as {@code match}, which version 2 has for it. */
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
