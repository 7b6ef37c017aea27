package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * A parsed file that still knows where everything was.
 *
 * @param values where each value begins, by JSON pointer
 * @param keys where the key of each member begins, by the JSON pointer of the member
 */
record ConfigDocument(JsonNode root, Map<String, SourcePosition> values, Map<String, SourcePosition> keys) {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    SourcePosition positionOf(JsonPlace place) {
        return values.getOrDefault(place.pointer(), SourcePosition.NONE);
    }

    SourcePosition keyPositionOf(JsonPlace place) {
        SourcePosition key = keys.get(place.pointer());
        return key == null ? positionOf(place) : key;
    }

    /** Notes that an item of the tree stands elsewhere than in the text. */
    void move(JsonPlace from, JsonPlace to) {
        values.put(to.pointer(), positionOf(from));
        keys.put(to.pointer(), keyPositionOf(from));
    }
}
