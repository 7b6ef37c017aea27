package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports the keys of an object that the schema does not list: what they are meant for, or where they belong. */
final class UnknownKeys {
    /** Keys without which a node is less safe: a message never says that they can be left out. */
    private static final Map<String, String> NEVER_REMOVED = Map.of(
            "auth", "move it to the transport, or the path of a web transport, of type 'websocket' that it is for",
            "tls", "move it to the 'endpoint' of the transport that it is for");

    private final SchemaDocument schema;

    UnknownKeys(SchemaDocument schema) {
        this.schema = schema;
    }

    /**
     * Reports a key, and refuses it unless the schema tolerates unknown keys in this object.
     *
     * @param rules the rules for the object
     * @param parent the object around it; null when an array is
     * @param parentRules the rules for the parent
     */
    void report(ConfigItem member, ConfigItem object, JsonNode rules, ConfigItem parent, JsonNode parentRules) {
        List<String> known = SchemaDocument.names(rules.path("properties"));
        List<ConfigItem> targets = targets(object, rules, member.name());
        if (targets.isEmpty()
                && parent != null
                && parentRules.path("properties").has(member.name())) {
            targets = List.of(parent.member(member.name()));
        }
        Optional<String> meant = ClosestName.among(known, member.name());
        String text = "unknown key " + Quoted.text(member.name());
        if (targets.stream().anyMatch(ConfigItem::isAbsent)) {
            member.refuseKey(text, "move it to " + targets.get(0).place().path());
            targets.stream().filter(ConfigItem::isAbsent).forEach(ConfigItem::dismiss);
        } else if (meant.isPresent() && object.member(meant.get()).isAbsent()) {
            member.refuseKey(text, "did you mean '" + meant.get() + "'?");
            object.member(meant.get()).dismiss();
        } else {
            String remedy = meant.map(name -> "did you mean '" + name + "'?")
                    .or(() -> Optional.ofNullable(NEVER_REMOVED.get(member.name())))
                    .orElse("remove it; known here: " + String.join(", ", known));
            if (rules.path("x-unknown-keys").asText().equals("warning") && !NEVER_REMOVED.containsKey(member.name())) {
                member.warnAtKey(text, remedy);
            } else {
                member.refuseKey(text, remedy);
            }
        }
    }

    /** The members of objects beneath this one that have the name in the schema. */
    private List<ConfigItem> targets(ConfigItem object, JsonNode rules, String name) {
        List<ConfigItem> targets = new ArrayList<>();
        rules.path("properties").properties().forEach(property -> {
            JsonNode beneath = schema.resolved(property.getValue());
            ConfigItem item = object.member(property.getKey());
            if (beneath.path("properties").has(name)) {
                targets.add(item.member(name));
            }
            for (ConfigItem child : item.members()) {
                JsonNode ofChild = schema.variant(schema.resolved(beneath.path("additionalProperties")), child.value());
                if (ofChild.path("properties").has(name)) {
                    targets.add(child.member(name));
                }
            }
        });
        return targets;
    }
}
