package io.signalbox.router.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Dialect of the schemas in payload contracts: JSON Schema 2020-12 without references to other documents, with bounded
 * regular expressions, and with {@code format} as an annotation. Thread-safe.
 */
public final class SchemaDialect {
    static final String ID = "https://json-schema.org/draft/2020-12/schema";

    /** Maximum nesting: beyond hand-written schemas, and within the limit of a message that returns the contract. */
    private static final int MAX_DEPTH = 64;

    private final Schema metaSchema = registry(false).getSchema(SchemaLocation.of(ID));

    /** Returns the defects of a schema. {@link #compile} accepts a schema without defects. */
    public List<SchemaDefect> defects(JsonNode schema) {
        if (depth(schema) > MAX_DEPTH) {
            return List.of(whole("the schema is nested deeper than " + MAX_DEPTH));
        }
        List<SchemaDefect> defects = new ArrayList<>();
        JsonNode dialect = schema.path("$schema");
        if (dialect.isTextual() && !dialect.textValue().replaceFirst("#$", "").equals(ID)) {
            defects.add(new SchemaDefect(List.of("$schema"), "contracts are written in " + ID));
        }
        for (Error error : metaSchema.validate(schema)) {
            SchemaDefect defect = new SchemaDefect(elements(error.getInstanceLocation()), error.getMessage());
            // The meta-schema reports several errors for one place.
            if (defects.stream().noneMatch(known -> known.path().equals(defect.path()))) {
                defects.add(defect);
            }
        }
        if (defects.isEmpty()) {
            addDefectsInUse(schema, defects);
        }
        return defects;
    }

    /** Adds the defects that the meta-schema does not detect: dangling and circular references, invalid patterns. */
    private void addDefectsInUse(JsonNode schema, List<SchemaDefect> defects) {
        try {
            PayloadSchema compiled = compile(schema);
            compiled.tryOn(JsonNodeFactory.instance.arrayNode());
            compiled.tryOn(JsonNodeFactory.instance.objectNode());
        } catch (SchemaException e) {
            defects.add(whole(firstLine(e)));
        } catch (StackOverflowError e) {
            defects.add(whole("the schema refers to itself without end"));
        }
    }

    /**
     * Compiles a schema.
     *
     * @throws SchemaException if the schema has {@link #defects}
     */
    PayloadSchema compile(JsonNode schema) {
        Schema compiled = registry(true).getSchema(schema);
        compiled.initializeValidators();
        return new PayloadSchema(compiled);
    }

    /** Returns a new registry. Each schema has its own, so that no schema refers to another one by {@code $id}. */
    private static SchemaRegistry registry(boolean failFast) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .failFast(failFast)
                .formatAssertionsEnabled(false)
                .locale(Locale.ENGLISH)
                .pathType(PathType.JSON_PATH)
                .regularExpressionFactory(BoundedPattern::of)
                .build();
        return SchemaRegistry.withDefaultDialect(
                Dialects.getDraft202012(), builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(loader -> loader.allow(SchemaDialect::isOwn)));
    }

    private static boolean isOwn(com.networknt.schema.AbsoluteIri iri) {
        return iri.toString().startsWith("https://json-schema.org/draft/2020-12/");
    }

    private static SchemaDefect whole(String text) {
        return new SchemaDefect(List.of(), text);
    }

    private static String firstLine(SchemaException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("not usable");
        return text.replaceFirst("^[a-z.]+\\.([A-Z]\\w+Exception): ", "");
    }

    private static List<Object> elements(NodePath location) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) {
            elements.add(location.getElement(i));
        }
        return elements;
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return 1 + deepest;
    }
}
