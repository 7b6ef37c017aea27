package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.path.NodePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The JSON Schema as a document, to look up what its rules say beyond yes and no. */
record SchemaDocument(JsonNode root) {
    /** What this schema says beyond JSON Schema: the form of a pattern in words, our extensions, tolerated typos. */
    static final List<String> OWN_KEYWORDS = List.of("x-form", "x-extension", "x-unknown-keys");

    private static final String RESOURCE = "/schema/node-config.json";

    /** The schema that is packed with the node. */
    static SchemaDocument packed() {
        try (InputStream schema = SchemaDocument.class.getResourceAsStream(RESOURCE)) {
            if (schema == null) {
                throw new FileNotFoundException("the class path lacks " + RESOURCE);
            }
            // Not with Jackson's ObjectMapper, which prepares itself for all that it might be asked to map.
            ProblemList none = new ProblemList(RESOURCE);
            String text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
            return new SchemaDocument(
                    new JsonDocumentParser(none).parse(text).orElseThrow().root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object that holds the keyword at this location. */
    JsonNode rulesAround(NodePath keyword) {
        JsonNode node = root;
        for (int i = 0; i < keyword.getNameCount() - 1; i++) {
            Object element = keyword.getElement(i);
            node = element instanceof Integer index ? node.path(index) : step(node, element.toString());
        }
        return node;
    }

    /** The definition behind a reference, or the node itself. */
    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        if (reference.isEmpty()) {
            return node;
        }
        ObjectNode resolved = root.at(reference.substring(1)).deepCopy();
        ((ObjectNode) node)
                .properties().stream()
                        .filter(property -> !property.getKey().equals("$ref"))
                        .forEach(property -> resolved.set(property.getKey(), property.getValue()));
        return resolved;
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode step(JsonNode node, String name) {
        return node.isArray() && name.matches("\\d+") ? node.path(Integer.parseInt(name)) : node.path(name);
    }
}
