package io.signalbox.router.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Messages written as JSON with single quotes; the string {@code '*'} stands for any value. */
final class Template {
    private static final JsonMapper QUOTED =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private Template() {}

    static JsonNode parse(String text) {
        try {
            return QUOTED.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the test wrote bad JSON: " + text, e);
        }
    }

    static boolean matches(JsonNode template, JsonNode actual) {
        if (actual == null) {
            return false;
        }
        if (template.isTextual() && template.textValue().equals("*")) {
            return true;
        }
        if (template.getNodeType() != actual.getNodeType() || template.size() != actual.size()) {
            return false;
        }
        if (template.isArray()) {
            for (int i = 0; i < template.size(); i++) {
                if (!matches(template.get(i), actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (template.isObject()) {
            for (var field : template.properties()) {
                if (!matches(field.getValue(), actual.get(field.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        if (template.isIntegralNumber() && actual.isIntegralNumber()) {
            return template.bigIntegerValue().equals(actual.bigIntegerValue());
        }
        return template.equals(actual);
    }
}
