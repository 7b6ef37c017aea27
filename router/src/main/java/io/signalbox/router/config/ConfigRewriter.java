package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.DocumentFormat;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writer of configurations in version 2 of the format, or in the other text format. Variables are not replaced. */
public final class ConfigRewriter {
    private ConfigRewriter() {}

    /**
     * Rewritten configuration.
     *
     * @param text empty if there is an error, or nothing to rewrite
     */
    public record Rewritten(Optional<String> text, List<ConfigProblem> problems) {}

    /** Returns a file in version 2, in the text format of the file; without text if the file is not of version 1. */
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
        return written(root, DocumentFormat.of(file), problems);
    }

    /** Returns a JSON file in YAML, and a YAML file in JSON. */
    public static Rewritten converted(Path file) {
        ProblemList problems = new ProblemList(file.toString());
        return read(file, problems)
                .map(document ->
                        written(document.root(), DocumentFormat.of(file).other(), problems))
                .orElseGet(() -> new Rewritten(Optional.empty(), problems.sorted()));
    }

    private static Optional<ConfigDocument> read(Path file, ProblemList problems) {
        return new ConfigLoader(Map.of()).document(file, problems).filter(document -> !problems.hasErrors());
    }

    private static Rewritten written(JsonNode root, DocumentFormat format, ProblemList problems) {
        Optional<String> text = problems.hasErrors() ? Optional.empty() : format.write(root, problems);
        return new Rewritten(text, problems.sorted());
    }
}
