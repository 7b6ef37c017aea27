package io.signalbox.router.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.yaml.YamlWriter;
import java.nio.file.Path;
import java.util.Optional;

/** Text format of a configuration file. */
public enum DocumentFormat {
    JSON(".json"),
    YAML(".yaml");

    private final String extension;

    DocumentFormat(String extension) {
        this.extension = extension;
    }

    /** Returns the format of a file: YAML for the extensions {@code .yaml} and {@code .yml}, JSON for any other. */
    public static DocumentFormat of(Path file) {
        return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml") ? YAML : JSON;
    }

    /** Returns the format that a file of this format is converted to. */
    public DocumentFormat other() {
        return this == JSON ? YAML : JSON;
    }

    /** Returns the extension of new files, with the dot. */
    public String extension() {
        return extension;
    }

    /**
     * Parses a text.
     *
     * @return empty if the text cannot be parsed; the reasons are reported as problems
     */
    public Optional<ConfigDocument> parse(String text, ProblemList problems) {
        return switch (this) {
            case JSON -> new JsonDocumentParser(problems).parse(text);
            case YAML -> new YamlDocumentParser(problems).parse(text);
        };
    }

    /**
     * Writes a tree.
     *
     * @return empty if the text would be parsed into another tree, which is reported as a problem
     */
    public Optional<String> write(JsonNode root, ProblemList problems) {
        String text = this == YAML ? YamlWriter.write(root) : json(root);
        ProblemList reread = new ProblemList("");
        boolean isSame = parse(text, reread)
                .filter(document -> root.equals(DocumentFormat::compareNumbers, document.root()))
                .isPresent();
        if (!isSame || reread.hasErrors()) {
            problems.errorInFile(
                    "a value has no text in " + this + " that is parsed into the same value",
                    "remove control characters from texts, and shorten numbers");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Compares numbers by value, not by type. */
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
            throw new IllegalStateException("a parsed tree cannot be written", e);
        }
    }
}
