package io.signalbox.router.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.yaml.YamlNode.Mapping;
import io.signalbox.router.yaml.YamlNode.Member;
import io.signalbox.router.yaml.YamlNode.Place;
import io.signalbox.router.yaml.YamlNode.Refused;
import io.signalbox.router.yaml.YamlNode.Scalar;
import io.signalbox.router.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Conversion of the graph of YAML nodes to a tree: copies aliases, resolves merge keys as PyYAML does, refuses values unknown to JSON. */
final class NodeResolution {
    private static final Set<Tag> SCALARS = Set.of(Tag.STR, Tag.MERGE, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);
    private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    YamlNode resolve(Node node) throws YamlMistake {
        count(node);
        enter(node);
        YamlNode resolved =
                switch (node) {
                    case ScalarNode scalar -> scalar(scalar);
                    case SequenceNode sequence -> sequence(sequence);
                    case MappingNode mapping -> mapping(mapping);
                    default ->
                        throw new IllegalStateException("not a node of a composed document: " + node.getNodeId());
                };
        open.remove(node);
        return resolved;
    }

    private void count(Node node) throws YamlMistake {
        if (++values > YamlReader.MAX_VALUES) {
            throw new YamlMistake(
                    place(node),
                    "the file has more than " + YamlReader.MAX_VALUES + " values, including those of aliases",
                    "use fewer aliases and merge keys");
        }
    }

    private void enter(Node node) throws YamlMistake {
        if (!open.add(node)) {
            throw new YamlMistake(place(node), "the value contains an alias of the value itself", "remove the alias");
        }
        if (open.size() > YamlReader.MAX_DEPTH) {
            throw YamlMistakes.tooDeep(place(node));
        }
    }

    private static YamlNode scalar(ScalarNode node) {
        if (!SCALARS.contains(node.getTag())) {
            return unknownTag(node);
        }
        try {
            return new Scalar(place(node), YamlScalars.valueOf(node.getValue(), node.getTag()));
        } catch (IllegalArgumentException e) {
            return new Refused(place(node), e.getMessage(), "correct the value, or put a text in quotes");
        }
    }

    private YamlNode sequence(SequenceNode node) throws YamlMistake {
        if (!node.getTag().equals(Tag.SEQ)) {
            return unknownTag(node);
        }
        List<YamlNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(resolve(item));
        }
        return new Sequence(place(node), items);
    }

    private YamlNode mapping(MappingNode node) throws YamlMistake {
        if (!node.getTag().equals(Tag.MAP)) {
            return unknownTag(node);
        }
        Map<String, Member> merged = new LinkedHashMap<>();
        List<Member> own = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(tuple.getValueNode(), merged);
            } else {
                own.add(member(tuple));
            }
        }
        own.forEach(member -> merged.remove(member.key()));
        List<Member> members = new ArrayList<>(merged.values());
        members.addAll(own);
        return new Mapping(place(node), members);
    }

    /** The first of several mappings wins for a key. A later merge key wins over an earlier one. */
    private void merge(Node source, Map<String, Member> into) throws YamlMistake {
        if (source instanceof SequenceNode sequence) {
            for (Node mapping : sequence.getValue().reversed()) {
                mergeMapping(mapping, into);
            }
        } else {
            mergeMapping(source, into);
        }
    }

    private void mergeMapping(Node source, Map<String, Member> into) throws YamlMistake {
        if (!(source instanceof MappingNode) || !(resolve(source) instanceof Mapping mapping)) {
            throw new YamlMistake(
                    place(source),
                    "'<<' merges mappings, and this value is neither a mapping nor a list of mappings",
                    "write a mapping, or put '<<' in quotes");
        }
        mapping.members().forEach(member -> into.put(member.key(), member));
    }

    private Member member(NodeTuple tuple) throws YamlMistake {
        Node key = tuple.getKeyNode();
        Place at = place(key);
        if (!(key instanceof ScalarNode scalar)) {
            throw new YamlMistake(
                    at, "the key is a list or a mapping", "write a text; put a text with brackets or braces in quotes");
        }
        String text = scalar.getValue();
        YamlNode read = scalar(scalar);
        YamlNode value = resolve(tuple.getValueNode());
        if (read instanceof Scalar known && isKey(known.value())) {
            return new Member(at, known.value().asText(), value);
        }
        String what = read instanceof Refused refused && !SCALARS.contains(scalar.getTag())
                ? refused.text()
                : "the key '" + text + "' is not a text in YAML 1.1, but " + typeOf(scalar.getTag());
        return new Member(at, text, new Refused(at, what, "put the key in quotes"));
    }

    /** Returns whether a value can be a key of JSON: a text, or a whole number as its digits. */
    private static boolean isKey(JsonNode value) {
        return value.isTextual() || value.isIntegralNumber();
    }

    private static String typeOf(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return "a boolean";
        }
        return tag.equals(Tag.NULL) ? "null" : "a number";
    }

    private static Refused unknownTag(Node node) {
        String tag = node.getTag().getValue();
        String written = tag.startsWith(STANDARD_TAGS) ? "!!" + tag.substring(STANDARD_TAGS.length()) : tag;
        return new Refused(
                place(node),
                "the tag '" + written + "' is not supported",
                "remove the tag; an environment variable is written ${NAME}");
    }

    static Place place(Node node) {
        Mark mark = node.getStartMark();
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
