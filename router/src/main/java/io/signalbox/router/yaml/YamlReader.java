package io.signalbox.router.yaml;

import io.signalbox.router.yaml.YamlNode.Place;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reader of one YAML document. Time and memory are bounded for any text, and no text can make the reader run code. */
public final class YamlReader {
    /** Maximum number of values of a document, including the copies of aliases and merge keys. */
    public static final int MAX_VALUES = 10_000;

    static final int MAX_DEPTH = 100;
    private static final int MAX_CHARACTERS = 4 * 1024 * 1024;

    private YamlReader() {}

    /**
     * Reads a text.
     *
     * @return empty for a text without a document, such as a text of comments only
     * @throws YamlMistake if the text is not YAML, or exceeds a bound
     */
    public static Optional<YamlNode> read(String text) throws YamlMistake {
        Node root = compose(text);
        return root == null ? Optional.empty() : Optional.of(new NodeResolution().resolve(root));
    }

    private static Node compose(String text) throws YamlMistake {
        if (text.length() > MAX_CHARACTERS) {
            throw new YamlMistake(
                    new Place(0, 0), "the file has more than " + MAX_CHARACTERS + " characters", "shorten the file");
        }
        LoaderOptions options = new LoaderOptions();
        // NodeResolution counts the values of aliases.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        // NodeResolution refuses tags with their place. No tag constructs an object.
        options.setTagInspector(tag -> true);
        StreamReader reader = new StreamReader(text);
        try {
            return new Composer(new ParserImpl(reader, options), new YamlScalars(), options).getSingleNode();
        } catch (YAMLException e) {
            throw new YamlMistakes(text).explain(e);
        } catch (IllegalArgumentException e) {
            // Thrown by the scanner for an escape sequence with wrong digits or without a character.
            throw YamlMistakes.wrongEscape(reader.getMark());
        }
    }
}
