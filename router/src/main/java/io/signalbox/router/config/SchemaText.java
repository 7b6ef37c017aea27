package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What to say about a value that breaks one rule of the schema. */
record SchemaText(String text, String remedy) {

    /**
     * @param keyword the rule of JSON Schema that is broken
     * @param rules all rules for this value
     * @param found the value
     * @param otherwise what to say about a rule that has no words here
     */
    static SchemaText of(String keyword, JsonNode rules, JsonNode found, String otherwise) {
        return switch (keyword) {
            case "type" -> wrongType(rules.path("type"), found);
            case "enum" -> notListed(rules.path("enum"), found);
            case "const" ->
                new SchemaText(
                        "must be " + rules.path("const") + ", but is " + shown(found), "write " + rules.path("const"));
            case "minimum", "maximum" ->
                new SchemaText(
                        "must be between " + rules.path("minimum") + " and " + rules.path("maximum") + ", but is "
                                + found,
                        "choose a number in this range");
            case "not" ->
                new SchemaText(rules.path("not").path("description").asText(), "write 0 for off, or 1000 or more");
            case "pattern" ->
                new SchemaText(
                        shown(found) + " is not allowed here",
                        "write " + rules.path("x-form").asText());
            case "minLength" -> new SchemaText("must not be empty", "write something, or leave the key out");
            case "maxLength" ->
                new SchemaText("is longer than " + rules.path("maxLength") + " characters", "shorten it");
            case "minItems", "minProperties" -> new SchemaText("must not be empty", "add an entry");
            case "uniqueItems" -> new SchemaText("an entry is there twice", "remove one of the two");
            default -> new SchemaText(otherwise, "see docs/CONFIGURATION.md");
        };
    }

    private static SchemaText wrongType(JsonNode type, JsonNode found) {
        String wanted = type.isArray() ? joined(type) : type.asText();
        String text = "must be " + withArticle(wanted) + ", but is " + kindOf(found);
        return new SchemaText(
                text,
                switch (type.isArray() ? "several" : wanted) {
                    case "integer" ->
                        found.isTextual() && found.textValue().matches("-?\\d+")
                                ? "write " + found.textValue() + " without quotes"
                                : "write a whole number";
                    case "boolean" -> "write true or false, without quotes";
                    case "string" -> "put it in quotes";
                    case "array" -> "put it in square brackets";
                    case "object" -> "write { … }";
                    default -> "write one of these";
                });
    }

    private static SchemaText notListed(JsonNode allowed, JsonNode found) {
        List<String> names = new ArrayList<>();
        allowed.forEach(value -> names.add(value.asText()));
        String known = "use one of: " + String.join(", ", names);
        String remedy = ClosestName.among(names, found.asText())
                .filter(name -> found.isTextual())
                .map(name -> "did you mean '" + name + "'?")
                .orElse(known);
        return new SchemaText(shown(found) + " is not known here", remedy);
    }

    private static String joined(JsonNode types) {
        List<String> names = new ArrayList<>();
        types.forEach(type -> names.add(type.asText()));
        return String.join(" or ", names);
    }

    private static String kindOf(JsonNode found) {
        return switch (found.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "the string " + shown(found);
            case NUMBER -> "the number " + found;
            case BOOLEAN -> found.toString();
            default -> "null";
        };
    }

    private static String withArticle(String type) {
        return (type.startsWith("a") || type.startsWith("o") || type.startsWith("i") ? "an " : "a ") + type;
    }

    private static String shown(JsonNode found) {
        return found.isTextual() ? "'" + found.textValue() + "'" : found.toString();
    }
}
