package io.signalbox.router.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Value of a YAML document with its place in the text. Aliases and merge keys are resolved. */
public sealed interface YamlNode {

    Place place();

    /**
     * Place in the text.
     *
     * @param line from 1; 0 for no place
     * @param column from 1, in characters; 0 for no place
     */
    record Place(int line, int column) {}

    /** Text, number, boolean or null. */
    record Scalar(Place place, JsonNode value) implements YamlNode {}

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {}

    /** @param members in the order of the text, merged members first; with the duplicates of the text */
    record Mapping(Place place, List<Member> members) implements YamlNode {}

    /** @param keyPlace the place of the key */
    record Member(Place keyPlace, String key, YamlNode value) {}

    /**
     * Value that JSON cannot express.
     *
     * @param text the mistake
     * @param remedy the way to correct the mistake
     */
    record Refused(Place place, String text, String remedy) implements YamlNode {}
}
