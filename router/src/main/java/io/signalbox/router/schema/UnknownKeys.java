package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Report of keys that the schema does not have: suggests the intended key or the right place. */
final class UnknownKeys {
    /** Keys that protect a node, with the remedy for a wrong place. The remedy never is to remove the key. */
    private static final Map<String, String> NEVER_REMOVED = Map.of(
            "auth", "move the key to the intended transport or path of type 'websocket'",
            "tls", "move the key to the 'endpoint' of the intended transport");

    private final SchemaDocument schema;

    UnknownKeys(SchemaDocument schema) {
        this.schema = schema;
    }

    /**
     * Reports a key, and refuses the key unless the schema tolerates unknown keys in this object.
     *
     * @param rules the rules for the object
     * @param parent the object that has the object; null for an element of an array
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
            member.refuseKey(text, "move the key to " + targets.get(0).place().path());
            targets.stream().filter(ConfigItem::isAbsent).forEach(ConfigItem::dismiss);
        } else if (meant.isPresent() && object.member(meant.get()).isAbsent()) {
            member.refuseKey(text, "did you mean '" + meant.get() + "'?");
            object.member(meant.get()).dismiss();
        } else {
            String remedy = meant.map(name -> "did you mean '" + name + "'?")
                    .or(() -> Optional.ofNullable(NEVER_REMOVED.get(member.name())))
                    .orElse("remove the key; known here: " + String.join(", ", known));
            if (rules.path("x-unknown-keys").asText().equals("warning") && !NEVER_REMOVED.containsKey(member.name())) {
                member.warnAtKey(text, remedy);
            } else {
                member.refuseKey(text, remedy);
            }
        }
    }

    /** Returns the members with a name that the schema has in the objects beneath this object. */
    private List<ConfigItem> targets(ConfigItem object, JsonNode rules, String name) {
        List<ConfigItem> targets = new ArrayList<>();
        rules.path("properties").properties().forEach(property -> {
            ConfigItem item = object.member(property.getKey());
            JsonNode beneath = schema.variant(schema.resolved(property.getValue()), item.value());
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
