package io.signalbox.router.yaml;

import io.signalbox.router.yaml.YamlNode.Place;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads one YAML document. Nothing in the text can make it run code, go on for ever, or take more memory than the bounds say. */
public final class YamlReader {
    /** Values of a document, each counted where an alias or a merge key brings it. */
    public static final int MAX_VALUES = 10_000;

    static final int MAX_DEPTH = 100;
    private static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private YamlReader() {}

    /**
     * Reads a text.
     *
     * @return nothing when the text has no document, as one of comments has none
     * @throws YamlMistake where the text is no YAML, or more than the bounds allow
     */
    public static Optional<YamlNode> read(String text) throws YamlMistake {
        Node root = compose(text);
        return root == null ? Optional.empty() : Optional.of(new NodeResolution().resolve(root));
    }

    private static Node compose(String text) throws YamlMistake {
        if (text.length() > MAX_CHARACTERS) {
            throw new YamlMistake(
                    new Place(0, 0), "the file has more than " + MAX_CHARACTERS + " characters", "shorten it");
        }
        LoaderOptions options = new LoaderOptions();
        // NodeResolution counts what aliases lead to.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        // NodeResolution refuses tags, with their place; nothing is ever constructed from one.
        options.setTagInspector(tag -> true);
        StreamReader reader = new StreamReader(text);
        try {
            return new Composer(new ParserImpl(reader, options), new YamlScalars(), options).getSingleNode();
        } catch (YAMLException e) {
            throw new YamlMistakes(text).explain(e);
        } catch (IllegalArgumentException e) {
            // What the scanner throws for digits of an escape sequence that are none, and for those of no character.
            throw YamlMistakes.wrongEscape(reader.getMark());
        }
    }
}
