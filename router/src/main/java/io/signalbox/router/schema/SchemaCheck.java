package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Check of a configuration against the JSON Schema, from the outside in. A value that breaks a rule is refused with one
 * message, the message of the first broken rule. The members of a refused value are not checked. Stateless and
 * thread-safe.
 */
public final class SchemaCheck {
    private final SchemaDocument schema;
    private final UnknownKeys unknown;

    public SchemaCheck(SchemaDocument schema) {
        this.schema = schema;
        this.unknown = new UnknownKeys(schema);
    }

    public void check(ConfigItem root) {
        check(root, schema.root());
    }

    /** @param reference the rules for the item, or a reference to the rules */
    public void check(ConfigItem item, JsonNode reference) {
        check(item, reference, null, null);
    }

    /**
     * @param parent the object that has the item; null for an element of an array and for the root
     * @param parentRules the rules for the parent
     */
    private void check(ConfigItem item, JsonNode reference, ConfigItem parent, JsonNode parentRules) {
        JsonNode rules = schema.resolved(reference);
        JsonNode value = item.value();
        Optional<SchemaText> broken = typeRule(rules, value).or(() -> valueRule(rules, value));
        if (broken.isPresent() && isSecret(rules)) {
            item.refuseSecret(broken.get().text(), broken.get().remedy());
        } else if (broken.isPresent()) {
            item.refuse(broken.get().text(), broken.get().remedy());
        } else if (value.isObject()) {
            checkObject(item, rules, parent, parentRules);
        } else if (value.isArray()) {
            item.elements().forEach(element -> check(element, rules.path("items"), null, null));
            checkRepetitions(item, rules);
        }
    }

    private static Optional<SchemaText> typeRule(JsonNode rules, JsonNode value) {
        JsonNode type = rules.path("type");
        boolean fits = type.isMissingNode() || type.isTextual() && isOfType(type.textValue(), value);
        for (JsonNode allowed : type) {
            fits |= isOfType(allowed.textValue(), value);
        }
        return fits ? Optional.empty() : Optional.of(SchemaText.wrongType(type, value, isSecret(rules)));
    }

    /** Returns whether messages must not show the value. */
    private static boolean isSecret(JsonNode rules) {
        return rules.path("x-secret").asBoolean();
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "number" -> value.isNumber();
            case "integer" -> value.isNumber() && isWhole(value.decimalValue());
            default -> throw new IllegalStateException("the schema has a type without a check: " + type);
        };
    }

    /** Returns whether a number is whole, as 4.0 is. */
    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private static Optional<SchemaText> valueRule(JsonNode rules, JsonNode value) {
        if (rules.has("enum") && !isListed(rules.path("enum"), value)) {
            return Optional.of(SchemaText.notListed(rules.path("enum"), value));
        }
        if (rules.has("const") && !isSame(rules.path("const"), value)) {
            return Optional.of(SchemaText.notConstant(rules.path("const"), value));
        }
        if (value.isNumber()) {
            return numberRule(rules, value.decimalValue());
        }
        if (value.isTextual()) {
            return textRule(rules, value.textValue());
        }
        // Every list of the schema with a maximum length has a fixed length.
        int count = rules.path("maxItems").asInt(value.size());
        if (value.isArray() && value.size() != count) {
            return Optional.of(SchemaText.wrongCount(count, value.size()));
        }
        boolean tooFew = value.isContainerNode()
                && value.size()
                        < Math.max(
                                rules.path("minItems").asInt(),
                                rules.path("minProperties").asInt());
        return tooFew ? Optional.of(SchemaText.NO_ENTRY) : Optional.empty();
    }

    private static boolean isListed(JsonNode values, JsonNode value) {
        for (JsonNode listed : values) {
            if (isSame(listed, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(JsonNode expected, JsonNode value) {
        return expected.isNumber() && value.isNumber()
                ? expected.decimalValue().compareTo(value.decimalValue()) == 0
                : expected.equals(value);
    }

    private static Optional<SchemaText> numberRule(JsonNode rules, BigDecimal number) {
        if (!isWithin(rules, number)) {
            return Optional.of(SchemaText.outOfRange(rules, number));
        }
        JsonNode gap = rules.path("not");
        return gap.has("minimum") && isWithin(gap, number) ? Optional.of(SchemaText.inGap(gap)) : Optional.empty();
    }

    private static boolean isWithin(JsonNode rules, BigDecimal number) {
        JsonNode minimum = rules.path("minimum");
        JsonNode maximum = rules.path("maximum");
        return (minimum.isMissingNode() || number.compareTo(minimum.decimalValue()) >= 0)
                && (maximum.isMissingNode() || number.compareTo(maximum.decimalValue()) <= 0);
    }

    private static Optional<SchemaText> textRule(JsonNode rules, String text) {
        JsonNode pattern = rules.path("pattern");
        if (text.indexOf('\0') >= 0) {
            return Optional.of(SchemaText.NUL);
        }
        if (text.length() < rules.path("minLength").asInt()) {
            return Optional.of(SchemaText.NO_TEXT);
        }
        if (text.length() > rules.path("maxLength").asInt(Integer.MAX_VALUE)) {
            return Optional.of(SchemaText.tooLong(rules.path("maxLength").asInt()));
        }
        boolean fits = pattern.isMissingNode()
                || Pattern.compile(pattern.textValue()).matcher(text).find();
        return fits ? Optional.empty() : Optional.of(SchemaText.wrongForm(rules, text));
    }

    private void checkObject(ConfigItem item, JsonNode rules, ConfigItem parent, JsonNode parentRules) {
        checkRequired(item, rules);
        JsonNode properties = rules.path("properties");
        ConfigItem type = item.member("type");
        if (type.isPresent() && properties.has("type")) {
            check(type, properties.path("type"), item, rules);
        }
        if (type.isRefused()) {
            // The meaning of the other members depends on the type.
            item.dismiss();
            return;
        }
        JsonNode variant = schema.variant(rules, item.value());
        if (variant != rules) {
            checkObject(item, variant, parent, parentRules);
            return;
        }
        for (ConfigItem member : item.members()) {
            if (properties.has(member.name())) {
                check(member, properties.path(member.name()), item, rules);
            } else if (rules.path("additionalProperties").isObject()) {
                checkNamed(member, item, rules);
            } else if (rules.has("additionalProperties")) {
                unknown.report(member, item, rules, parent, parentRules);
            }
        }
    }

    /** Checks a member of a map, whose keys are not those of the schema. */
    private void checkNamed(ConfigItem member, ConfigItem item, JsonNode rules) {
        JsonNode form = schema.resolved(rules.path("propertyNames"));
        if (textRule(form, member.name()).isPresent()) {
            member.refuseKey(
                    Quoted.text(member.name()) + " is not a valid key here",
                    "write " + form.path("x-form").asText());
        } else {
            check(member, rules.path("additionalProperties"), item, rules);
        }
    }

    /** Reports all missing members of an item together: an item that lacks them all is one mistake. */
    private void checkRequired(ConfigItem item, JsonNode rules) {
        List<ConfigItem> missing = new ArrayList<>();
        rules.path("required").forEach(name -> missing.add(item.member(name.textValue())));
        missing.removeIf(member -> !member.isAbsent());
        if (missing.size() == 1) {
            String name = missing.get(0).name();
            String meaning = schema.resolved(rules.path("properties").path(name))
                    .path("description")
                    .asText();
            item.error("'" + name + "' is missing", meaning.isEmpty() ? "add it" : "add it: " + meaning);
        } else if (!missing.isEmpty()) {
            String names = missing.stream().map(ConfigItem::name).collect(Collectors.joining("', '"));
            item.error("'" + names + "' are missing", "add them");
        }
        missing.forEach(ConfigItem::dismiss);
    }

    private static void checkRepetitions(ConfigItem item, JsonNode rules) {
        Set<JsonNode> known = new HashSet<>();
        List<ConfigItem> elements = rules.has("uniqueItems") ? item.elements() : List.of();
        for (ConfigItem element : elements) {
            if (!known.add(element.value())) {
                element.refuse(Quoted.value(element.value()) + " is a duplicate", "remove one of the two");
            }
        }
    }
}
