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

/** Turns the graph of nodes that aliases make into a tree, resolves merge keys as PyYAML does, and refuses what JSON has not. */
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
                    "the file has more than " + YamlReader.MAX_VALUES + " values, those of aliases included",
                    "write fewer aliases and merge keys");
        }
    }

    private void enter(Node node) throws YamlMistake {
        if (!open.add(node)) {
            throw new YamlMistake(
                    place(node), "an alias inside this value leads to the value itself", "remove the alias");
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
            return new Refused(place(node), e.getMessage(), "correct it, or put it in quotes if it is a text");
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

    /** Of several mappings the first one counts for a key; a later merge key counts before an earlier one. */
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
                    "'<<' merges a mapping or a list of mappings, and this is none",
                    "name one, or put '<<' in quotes");
        }
        mapping.members().forEach(member -> into.put(member.key(), member));
    }

    private Member member(NodeTuple tuple) throws YamlMistake {
        Node key = tuple.getKeyNode();
        Place at = place(key);
        if (!(key instanceof ScalarNode scalar)) {
            throw new YamlMistake(
                    at,
                    "a key that is a list or a mapping",
                    "write a text; put text with brackets or braces in quotes");
        }
        String text = scalar.getValue();
        YamlNode read = scalar(scalar);
        YamlNode value = resolve(tuple.getValueNode());
        if (read instanceof Scalar known && isKey(known.value())) {
            return new Member(at, known.value().asText(), value);
        }
        String what = read instanceof Refused refused && !SCALARS.contains(scalar.getTag())
                ? refused.text()
                : "the key '" + text + "' is no text in YAML 1.1, but " + typeOf(scalar.getTag());
        return new Member(at, text, new Refused(at, what, "put it in quotes"));
    }

    /** JSON's keys are texts; a number as a key is taken by its digits. */
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
                "the tag '" + written + "' has no meaning here",
                "remove the tag; an environment variable is written ${NAME}");
    }

    static Place place(Node node) {
        Mark mark = node.getStartMark();
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
