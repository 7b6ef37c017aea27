package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} in every string by an environment variable; {@code $${} stands for a plain {@code ${}. */
final class VariableExpansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Crossbar.io's older spelling, which it knows for ports only. */
    private static final Pattern BARE_NAME = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    private static final Pattern PORT = Pattern.compile("/workers/\\d+/transports/\\d+/endpoint/port");

    private final Map<String, String> environment;
    private final ProblemList problems;

    VariableExpansion(Map<String, String> environment, ProblemList problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** Expands the strings of the tree in place. */
    void expand(JsonNode root) {
        if (root.isContainerNode()) {
            expandChildren(root, JsonPlace.ROOT);
        }
    }

    private void expandChildren(JsonNode node, JsonPlace place) {
        if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                object.set(key, expanded(object.get(key), place.member(key)));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, expanded(array.get(i), place.item(i)));
            }
        }
    }

    private JsonNode expanded(JsonNode node, JsonPlace place) {
        if (!node.isTextual()) {
            expandChildren(node, place);
            return node;
        }
        String text = node.textValue();
        boolean isPort = PORT.matcher(place.pointer()).matches();
        if (text.indexOf('$') < 0) {
            return node;
        }
        Matcher bare = BARE_NAME.matcher(text);
        String value = isPort && bare.matches() ? valueOf(bare.group(1), place) : replaced(text, place);
        if (isPort && value.matches("\\d{1,9}")) {
            return JsonNodeFactory.instance.numberNode(Integer.parseInt(value));
        }
        return JsonNodeFactory.instance.textNode(value);
    }

    private String replaced(String text, JsonPlace place) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String value = matcher.group(1) != null ? matcher.group(1) : valueOf(matcher.group(2), place);
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }

    private String valueOf(String name, JsonPlace place) {
        if (!NAME.matcher(name).matches()) {
            problems.error(
                    place,
                    "'${" + name + "}' names no environment variable",
                    "write letters, digits and '_' between the braces, or '$${' for a plain '${'");
            problems.settle(place);
            return "";
        }
        String value = environment.get(name);
        if (value == null) {
            problems.error(
                    place, "the environment variable " + name + " is not set", "set it, or write the value here");
            problems.settle(place);
            return "";
        }
        return value;
    }
}
