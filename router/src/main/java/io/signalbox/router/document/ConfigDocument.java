package io.signalbox.router.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * Parsed configuration file: the tree of values, and the positions of keys and values in the text.
 *
 * @param values position of each value, by JSON pointer
 * @param keys position of the key of each member, by the JSON pointer of the member
 */
public record ConfigDocument(JsonNode root, Map<String, SourcePosition> values, Map<String, SourcePosition> keys) {
    /** Factory of the nodes of trees. */
    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public SourcePosition positionOf(JsonPlace place) {
        return values.getOrDefault(place.pointer(), SourcePosition.NONE);
    }

    SourcePosition keyPositionOf(JsonPlace place) {
        SourcePosition key = keys.get(place.pointer());
        return key == null ? positionOf(place) : key;
    }

    /** Gives the item at a place of the tree the position of the item at another place. */
    public void move(JsonPlace from, JsonPlace to) {
        values.put(to.pointer(), positionOf(from));
        keys.put(to.pointer(), keyPositionOf(from));
    }
}
