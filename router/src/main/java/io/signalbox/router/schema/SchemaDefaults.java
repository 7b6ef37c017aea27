package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Completion of a checked tree: sets the defaults of the schema and numbers the items without {@code id}. An empty object
 * counts as absent. Not thread-safe.
 */
public final class SchemaDefaults {
    private final SchemaDocument schema;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Ids of the file, which no numbered item gets. */
    private final Set<String> taken = new HashSet<>();

    public SchemaDefaults(SchemaDocument schema) {
        this.schema = schema;
    }

    public void complete(JsonNode root) {
        taken.addAll(root.findValuesAsText("id"));
        complete(root, schema.root());
    }

    /** @param reference the rules for the value, or a reference to the rules */
    public void complete(JsonNode value, JsonNode reference) {
        JsonNode rules = schema.variant(schema.resolved(reference), value);
        if (value.isArray() && rules.has("x-numbered-items")) {
            number(value, rules.path("x-numbered-items").asText());
        }
        for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
            if (element.isMissingNode()) {
                skipNumber(schema.resolved(rules.path("items")));
            } else {
                complete(element, rules.path("items"));
            }
        }
        if (value instanceof ObjectNode object && rules.has("additionalProperties")) {
            rules.path("properties").properties().forEach(property -> setDefault(object, property));
            object.properties().forEach(member -> {
                JsonNode listed = rules.path("properties").path(member.getKey());
                complete(member.getValue(), listed.isMissingNode() ? rules.path("additionalProperties") : listed);
            });
        }
    }

    /**
     * Sets ids such as transport1 and transport2. The numbers count all items of one array, items with an id included.
     */
    private static void number(JsonNode items, String kind) {
        Set<String> taken = new HashSet<>();
        items.forEach(item -> taken.add(item.path("id").asText()));
        int number = 0;
        for (JsonNode item : items) {
            number++;
            if (item instanceof ObjectNode object && !object.has("id")) {
                while (!taken.add(kind + number)) {
                    number++;
                }
                object.put("id", kind + number);
            }
        }
    }

    /** Counts an element that is left out, so that the elements behind it keep their numbers. */
    private void skipNumber(JsonNode rules) {
        JsonNode first = rules.has("allOf") ? schema.resolved(rules.at("/allOf/0/then")) : rules;
        JsonNode kind = first.at("/properties/id/x-numbered");
        if (!kind.isMissingNode()) {
            numbered(kind.asText());
        }
    }

    private void setDefault(ObjectNode object, Map.Entry<String, JsonNode> property) {
        JsonNode rules = property.getValue();
        JsonNode value =
                rules.has("x-numbered") ? numbered(rules.path("x-numbered").asText()) : schema.defaultOf(rules);
        JsonNode given = object.path(property.getKey());
        boolean saysNothing = given.isMissingNode() || given.isObject() && given.isEmpty();
        if (saysNothing && !value.isMissingNode()) {
            object.set(property.getKey(), value.deepCopy());
        }
    }

    /** Returns worker001, realm001, realm002 and so on: counted in the whole node, including items with an id. */
    private JsonNode numbered(String kind) {
        String id;
        do {
            String digits = Integer.toString(numbers.merge(kind, 1, Integer::sum));
            id = kind + "0".repeat(Math.max(0, 3 - digits.length())) + digits;
        } while (taken.contains(id));
        return ConfigDocument.NODES.textNode(id);
    }
}
