package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Message for a value that breaks a rule of the schema. Immutable and thread-safe. */
record SchemaText(String text, String remedy) {
    static final SchemaText NO_TEXT = new SchemaText("must not be empty", "write a text, or remove the key");
    static final SchemaText NO_ENTRY = new SchemaText("must not be empty", "add an entry");
    static final SchemaText NUL = new SchemaText("contains the character U+0000", "remove the character");

    /** @param isSecret whether the text leaves out the value */
    static SchemaText wrongType(JsonNode type, JsonNode found, boolean isSecret) {
        String wanted = type.isArray() ? joined(type) : type.asText();
        String text = "must be " + withArticle(wanted) + ", but is " + (isSecret ? hiddenKindOf(found) : kindOf(found));
        return new SchemaText(
                text,
                switch (type.isArray() ? "several" : wanted) {
                    case "integer" ->
                        found.isTextual() && found.textValue().matches("-?\\d+")
                                ? "write " + Quoted.plain(found.textValue()) + " without quotes"
                                : "write a whole number";
                    case "number" -> "write a number";
                    case "boolean" -> "write true or false, without quotes";
                    case "string" -> found.isValueNode() && !found.isNull() ? "put it in quotes" : "write \"…\"";
                    case "array" -> found.isNull() ? "write [ … ]" : "put it in square brackets";
                    case "object" -> "write { … }";
                    default -> "write one of these";
                });
    }

    static SchemaText notListed(JsonNode allowed, JsonNode found) {
        List<String> names = new ArrayList<>();
        allowed.forEach(value -> names.add(value.asText()));
        String known = "use one of: " + String.join(", ", names);
        String remedy = found.isTextual()
                ? ClosestName.question(names, found.textValue()).orElse(known)
                : known;
        return new SchemaText(Quoted.value(found) + " is not known here", remedy);
    }

    static SchemaText notConstant(JsonNode constant, JsonNode found) {
        return new SchemaText("must be " + constant + ", but is " + Quoted.value(found), "write " + constant);
    }

    static SchemaText outOfRange(JsonNode rules, BigDecimal found) {
        return new SchemaText(
                "must be between " + rules.path("minimum") + " and " + rules.path("maximum") + ", but is "
                        + Quoted.plain(found.toString()),
                "choose a number in this range");
    }

    static SchemaText inGap(JsonNode gap) {
        return new SchemaText(
                gap.path("description").asText(), "write " + gap.path("x-form").asText("0 for off, or 1000 or more"));
    }

    static SchemaText wrongForm(JsonNode rules, String found) {
        return new SchemaText(
                Quoted.text(found) + " is not allowed here",
                "write " + rules.path("x-form").asText());
    }

    static SchemaText wrongCount(int count, int found) {
        return new SchemaText("must have " + count + " entries, but has " + found, "write " + count + " entries");
    }

    static SchemaText tooLong(int maxLength) {
        return new SchemaText("is longer than " + maxLength + " characters", "shorten it");
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
            case STRING -> "the string " + Quoted.value(found);
            case NUMBER -> "the number " + Quoted.value(found);
            case BOOLEAN -> found.toString();
            default -> "null";
        };
    }

    private static String hiddenKindOf(JsonNode found) {
        return switch (found.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            default -> kindOf(found);
        };
    }

    private static String withArticle(String type) {
        return (type.startsWith("a") || type.startsWith("o") || type.startsWith("i") ? "an " : "a ") + type;
    }
}
