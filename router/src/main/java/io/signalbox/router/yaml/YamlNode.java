package io.signalbox.router.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A value of a YAML document, with the place where its text begins; aliases and merge keys are resolved. */
public sealed interface YamlNode {

    Place place();

    /**
     * A place in the text.
     *
     * @param line counted from 1; 0 stands for no place in particular
     * @param column counted from 1, in characters; 0 stands for no place in particular
     */
    record Place(int line, int column) {}

    /** A text, number, boolean or null. */
    record Scalar(Place place, JsonNode value) implements YamlNode {}

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {}

    /** @param members in the order of the text, merged ones first; a key that the text repeats is in the list repeatedly */
    record Mapping(Place place, List<Member> members) implements YamlNode {}

    /** @param keyPlace where the key begins */
    record Member(Place keyPlace, String key, YamlNode value) {}

    /**
     * A value that YAML has and JSON has not.
     *
     * @param text what is wrong with it
     * @param remedy what to write instead
     */
    record Refused(Place place, String text, String remedy) implements YamlNode {}
}
