package io.signalbox.router.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** JSON parser that keeps the position of each key and value, and reports duplicate keys. Parses one text. */
final class JsonDocumentParser {
    private static final JsonNodeFactory NODES = ConfigDocument.NODES;

    private final ProblemList problems;
    private final Map<String, SourcePosition> values = new HashMap<>();
    private final Map<String, SourcePosition> keys = new HashMap<>();

    JsonDocumentParser(ProblemList problems) {
        this.problems = problems;
    }

    /** Returns the document; empty if the text is not JSON, which is reported as a problem. */
    Optional<ConfigDocument> parse(String text) {
        if (text.isBlank()) {
            problems.errorInFile("the file is empty", "create a configuration with 'router init'");
            return Optional.empty();
        }
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            JsonNode root = value(parser, JsonPlace.ROOT);
            if (parser.nextToken() != null) {
                problems.errorAt(
                        position(parser.currentTokenLocation()),
                        "there is text behind the end of the configuration",
                        "remove the text; a file has one JSON object");
            }
            ConfigDocument document = new ConfigDocument(root, values, keys);
            problems.locateIn(document);
            return Optional.of(document);
        } catch (JsonProcessingException e) {
            if (!new JsonMistakes(text, problems).report()) {
                problems.errorAt(position(e.getLocation()), "a string or a key is too long", "shorten the text");
            }
        } catch (IOException e) {
            problems.errorInFile("cannot be read: " + e.getMessage(), "check the file");
        }
        return Optional.empty();
    }

    private JsonNode value(JsonParser parser, JsonPlace place) throws IOException {
        values.put(place.pointer(), position(parser.currentTokenLocation()));
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, place);
            case START_ARRAY -> array(parser, place);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        BigInteger value = parser.getBigIntegerValue();
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private ObjectNode object(JsonParser parser, JsonPlace place) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonPlace member = place.member(key);
            SourcePosition position = position(parser.currentTokenLocation());
            SourcePosition first = keys.putIfAbsent(member.pointer(), position);
            parser.nextToken();
            if (first == null) {
                object.set(key, value(parser, member));
            } else {
                parser.skipChildren();
                problems.errorAt(
                        position,
                        member,
                        "the key '" + key + "' is a duplicate of the key in line " + first.line(),
                        "remove one of the two");
            }
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, JsonPlace place) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, place.item(array.size())));
        }
        return array;
    }

    private static SourcePosition position(JsonLocation location) {
        return location == null
                ? SourcePosition.NONE
                : new SourcePosition(location.getLineNr(), location.getColumnNr());
    }
}
