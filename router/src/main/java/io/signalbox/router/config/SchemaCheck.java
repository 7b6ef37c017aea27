package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.keyword.DisallowUnknownKeywordFactory;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.vocabulary.Vocabulary;
import io.signalbox.router.config.ConfigProblem.Severity;
import java.util.List;

/** Compares a configuration with the JSON Schema and says what is wrong in words of this node. */
final class SchemaCheck {
    private static final SpecificationVersion DRAFT = SpecificationVersion.DRAFT_2020_12;

    private static final List<Vocabulary> VOCABULARIES = List.of(
            Vocabulary.DRAFT_2020_12_CORE,
            Vocabulary.DRAFT_2020_12_APPLICATOR,
            Vocabulary.DRAFT_2020_12_VALIDATION,
            Vocabulary.DRAFT_2020_12_META_DATA);

    private final SchemaDocument document;
    private final Schema schema;

    SchemaCheck(SchemaDocument document) {
        this.document = document;
        // Put together here, because the dialect that is ready for use brings all formats of strings, forty classes at
        // every start for a keyword that the schema does not use.
        Dialect.Builder dialect = Dialect.builder(DRAFT.getDialectId())
                .specificationVersion(DRAFT)
                .idKeyword("$id")
                .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance());
        VOCABULARIES.forEach(vocabulary -> dialect.keywords(vocabulary.getKeywords()));
        dialect.keyword(new EnumKeyword());
        SchemaDocument.OWN_KEYWORDS.forEach(keyword -> dialect.keyword(new NonValidationKeyword(keyword)));
        this.schema = SchemaRegistry.withDialect(dialect.build()).getSchema(document.root());
    }

    void check(JsonNode root, ProblemList problems) {
        for (Error error : schema.validate(root)) {
            report(error, problems);
        }
    }

    private void report(Error error, ProblemList problems) {
        JsonPlace place = place(error.getInstanceLocation());
        JsonNode rules = document.rulesAround(error.getSchemaLocation().getFragment());
        JsonNode found = error.getInstanceNode();
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(place, error.getProperty(), rules, problems);
            case "required" -> missingKey(place, error.getProperty(), rules, problems);
            case "propertyNames" -> wrongName(place, error.getProperty(), rules, problems);
            default -> {
                if (!problems.isSettled(place)) {
                    SchemaText text = SchemaText.of(error.getKeyword(), rules, found, error.getMessage());
                    problems.error(place, text.text(), text.remedy());
                }
            }
        }
    }

    private void unknownKey(JsonPlace place, String key, JsonNode rules, ProblemList problems) {
        JsonPlace member = place.member(key);
        if (problems.isSettled(member)) {
            return;
        }
        List<String> known = SchemaDocument.names(rules.path("properties"));
        String remedy = ClosestName.among(known, key)
                .map(name -> "did you mean '" + name + "'?")
                .orElse("remove it; known here: " + String.join(", ", known));
        boolean tolerated = rules.path("x-unknown-keys").asText().equals("warning");
        problems.atKey(member, tolerated ? Severity.WARNING : Severity.ERROR, "unknown key '" + key + "'", remedy);
    }

    private void missingKey(JsonPlace place, String key, JsonNode rules, ProblemList problems) {
        if (problems.isSettled(place)) {
            return;
        }
        JsonNode property = document.resolved(rules.path("properties").path(key));
        String meaning = property.path("description").asText();
        problems.error(place, "'" + key + "' is missing", meaning.isEmpty() ? "add it" : "add it: " + meaning);
    }

    private static void wrongName(JsonPlace place, String key, JsonNode rules, ProblemList problems) {
        problems.atKey(
                place.member(key),
                Severity.ERROR,
                "'" + key + "' cannot be a key here",
                "write " + rules.path("propertyNames").path("x-form").asText());
    }

    private static JsonPlace place(NodePath location) {
        JsonPlace place = JsonPlace.ROOT;
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            place = element instanceof Integer index ? place.item(index) : place.member(element.toString());
        }
        return place;
    }
}
