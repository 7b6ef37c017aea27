package io.signalbox.router.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.yaml.YamlMistake;
import io.signalbox.router.yaml.YamlNode;
import io.signalbox.router.yaml.YamlNode.Mapping;
import io.signalbox.router.yaml.YamlNode.Member;
import io.signalbox.router.yaml.YamlNode.Place;
import io.signalbox.router.yaml.YamlNode.Refused;
import io.signalbox.router.yaml.YamlNode.Scalar;
import io.signalbox.router.yaml.YamlNode.Sequence;
import io.signalbox.router.yaml.YamlReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** YAML parser that makes the same tree as for JSON, keeps positions, and reports duplicate keys. Parses one text. */
final class YamlDocumentParser {
    private final ProblemList problems;
    private final Map<String, SourcePosition> values = new HashMap<>();
    private final Map<String, SourcePosition> keys = new HashMap<>();

    YamlDocumentParser(ProblemList problems) {
        this.problems = problems;
    }

    /** Returns the document; empty if the text is not YAML, which is reported as a problem. */
    Optional<ConfigDocument> parse(String text) {
        try {
            Optional<YamlNode> root = YamlReader.read(text);
            if (root.isEmpty()) {
                problems.errorInFile("the file is empty", "create a configuration with 'router init'");
                return Optional.empty();
            }
            JsonNode tree = value(root.get(), JsonPlace.ROOT);
            ConfigDocument document = new ConfigDocument(tree, values, keys);
            problems.locateIn(document);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(document);
        } catch (YamlMistake e) {
            problems.errorAt(position(e.place()), e.text(), e.remedy());
            return Optional.empty();
        }
    }

    private JsonNode value(YamlNode node, JsonPlace place) {
        values.put(place.pointer(), position(node.place()));
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence sequence -> array(sequence, place);
            case Mapping mapping -> object(mapping, place);
            case Refused refused -> {
                problems.errorAt(position(refused.place()), place, refused.text(), refused.remedy());
                yield MissingNode.getInstance();
            }
        };
    }

    private ArrayNode array(Sequence sequence, JsonPlace place) {
        ArrayNode array = ConfigDocument.NODES.arrayNode();
        for (YamlNode item : sequence.items()) {
            array.add(value(item, place.item(array.size())));
        }
        return array;
    }

    private ObjectNode object(Mapping mapping, JsonPlace place) {
        ObjectNode object = ConfigDocument.NODES.objectNode();
        for (Member member : mapping.members()) {
            JsonPlace at = place.member(member.key());
            SourcePosition position = position(member.keyPlace());
            SourcePosition first = keys.putIfAbsent(at.pointer(), position);
            if (first == null) {
                object.set(member.key(), value(member.value(), at));
            } else {
                problems.errorAt(
                        position,
                        at,
                        "the key '" + member.key() + "' is a duplicate of the key in line " + first.line(),
                        "remove one of the two");
            }
        }
        return object;
    }

    private static SourcePosition position(Place place) {
        return new SourcePosition(place.line(), place.column());
    }
}
