package io.signalbox.router.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** JSON Schema as a tree, for defaults, descriptions and rules. */
public record SchemaDocument(JsonNode root) {
    private static final String RESOURCE = "/schema/node-config.json";
    private static final JsonNodeFactory NODES = ConfigDocument.NODES;

    /** Returns the schema in the jar of the node. */
    public static SchemaDocument packed() {
        try (InputStream schema = SchemaDocument.class.getResourceAsStream(RESOURCE)) {
            if (schema == null) {
                throw new FileNotFoundException("the class path lacks " + RESOURCE);
            }
            // Neither ObjectMapper, whose initialization takes long, nor the parser of configurations, which
            // records positions: both would delay the start.
            try (JsonParser parser = new JsonFactory().createParser(schema.readAllBytes())) {
                parser.nextToken();
                return new SchemaDocument(value(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    object.set(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    /**
     * Returns the definition of a reference with the other members of the reference, or the node if the node is no reference.
     * The values of the members are those of the schema, and must not be changed.
     */
    public JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        if (reference.isEmpty()) {
            return node;
        }
        JsonNode definition = root.at(reference.substring(1));
        if (node.size() == 1) {
            return definition;
        }
        ObjectNode resolved = NODES.objectNode();
        resolved.setAll((ObjectNode) definition);
        resolved.setAll((ObjectNode) node);
        resolved.remove("$ref");
        return resolved;
    }

    public JsonNode definition(String name) {
        return root.path("$defs").path(name);
    }

    /** Returns the default of a property of a definition. */
    public JsonNode defaultOf(String definition, String property) {
        return defaultOf(definition(definition).path("properties").path(property));
    }

    /** Returns the default of a property or of its definition; a missing node if neither has a default. */
    public JsonNode defaultOf(JsonNode property) {
        return property.has("default") || !property.has("$ref")
                ? property.path("default")
                : resolved(property).path("default");
    }

    /** Returns the rules for the type of an item, or the given rules if they do not depend on a type. */
    public JsonNode variant(JsonNode rules, JsonNode item) {
        for (JsonNode choice : rules.path("allOf")) {
            boolean applies = choice.at("/if/properties").properties().stream()
                    .allMatch(property -> property.getValue().path("const").equals(item.path(property.getKey())));
            if (applies) {
                return resolved(choice.path("then"));
            }
        }
        return rules;
    }

    public static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
