package io.signalbox.router.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.yaml.YamlWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes configurations anew: in version 2 of the format, or in the other one of JSON and YAML. Variables stay as they are. */
public final class ConfigRewriter {
    private ConfigRewriter() {}

    /**
     * What a file becomes.
     *
     * @param text empty when there is an error among the problems, or nothing to do
     */
    public record Rewritten(Optional<String> text, List<ConfigProblem> problems) {}

    /** The text of a file in version 2, in JSON or YAML as the file is; nothing when the file is of version 2 already. */
    public static Rewritten upgraded(Path file) {
        ProblemList problems = new ProblemList(file.toString());
        Optional<ConfigDocument> document = read(file, problems);
        if (document.isEmpty() || !Version1.isVersionOf(document.get().root())) {
            return new Rewritten(Optional.empty(), problems.sorted());
        }
        JsonNode root = document.get().root();
        Version1.upgrade(document.get());
        Version1.writeMatches(root);
        RealmCheck.checkVersions(ConfigItem.root(root.deepCopy(), problems));
        return written(root, isYaml(file), problems);
    }

    /** The text of a JSON file in YAML, and of a YAML file in JSON. */
    public static Rewritten converted(Path file) {
        ProblemList problems = new ProblemList(file.toString());
        return read(file, problems)
                .map(document -> written(document.root(), !isYaml(file), problems))
                .orElseGet(() -> new Rewritten(Optional.empty(), problems.sorted()));
    }

    public static boolean isYaml(Path file) {
        return ConfigLoader.isYaml(file);
    }

    private static Optional<ConfigDocument> read(Path file, ProblemList problems) {
        return new ConfigLoader(Map.of()).document(file, problems).filter(document -> !problems.hasErrors());
    }

    private static Rewritten written(JsonNode root, boolean inYaml, ProblemList problems) {
        if (problems.hasErrors()) {
            return new Rewritten(Optional.empty(), problems.sorted());
        }
        String text = inYaml ? YamlWriter.write(root) : json(root);
        ProblemList reread = new ProblemList("");
        Optional<JsonNode> same = (inYaml
                        ? new YamlDocumentParser(reread).parse(text)
                        : new JsonDocumentParser(reread).parse(text))
                .map(ConfigDocument::root)
                .filter(found -> root.equals(ConfigRewriter::compareNumbers, found));
        if (same.isEmpty() || reread.hasErrors()) {
            problems.errorInFile(
                    "a value cannot be written in " + (inYaml ? "YAML" : "JSON") + " so that it is read as the same",
                    "shorten it; a text without control characters and a number with few digits can");
            return new Rewritten(Optional.empty(), problems.sorted());
        }
        return new Rewritten(Optional.of(text), problems.sorted());
    }

    /** Numbers are the same whatever their type. */
    private static int compareNumbers(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return 0;
        }
        return one.isNumber() && other.isNumber() ? one.decimalValue().compareTo(other.decimalValue()) : 1;
    }

    private static String json(JsonNode root) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read cannot be written", e);
        }
    }
}
