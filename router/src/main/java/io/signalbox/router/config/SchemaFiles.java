package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.DocumentFormat;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.document.TextFile;
import io.signalbox.router.schema.ConfigItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reader of JSON Schemas in separate files. Reads each file once. */
final class SchemaFiles {
    private final ProblemList problems;
    private final Path directory;
    private final Map<Path, Optional<JsonNode>> known = new HashMap<>();

    /** @param directory the directory of relative names */
    SchemaFiles(ProblemList problems, Path directory) {
        this.problems = problems;
        this.directory = directory;
    }

    /**
     * File with an object.
     *
     * @param problems the problems of the file
     * @param isFirstUse false if another schema names the same file
     */
    record SchemaFile(JsonNode root, ProblemList problems, boolean isFirstUse) {}

    /**
     * Reads the file that an item names.
     *
     * @return empty if the file does not have an object, which is reported
     */
    Optional<SchemaFile> read(ConfigItem item) {
        Optional<Path> file = item.path(directory);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<JsonNode> before = known.get(file.get());
        ProblemList ofFile = new ProblemList(file.get().toString());
        if (before != null) {
            return before.map(root -> new SchemaFile(root, ofFile, false));
        }
        problems.include(ofFile);
        Optional<JsonNode> root = text(file.get(), item, ofFile)
                .flatMap(decoded -> DocumentFormat.JSON.parse(decoded, ofFile))
                .map(ConfigDocument::root)
                .filter(node -> isObject(node, ofFile));
        known.put(file.get(), root);
        return root.map(node -> new SchemaFile(node, ofFile, true));
    }

    private static boolean isObject(JsonNode root, ProblemList ofFile) {
        if (!root.isObject()) {
            ofFile.error(JsonPlace.ROOT, "must be an object", "write the schema as { … }");
        }
        return root.isObject();
    }

    private static Optional<String> text(Path file, ConfigItem item, ProblemList ofFile) {
        String name = "the file " + Quoted.text(item.text());
        try {
            return TextFile.decode(Files.readAllBytes(file), ofFile);
        } catch (NoSuchFileException e) {
            item.refuse(name + " does not exist", "correct the path, or write the schema in place of the path");
        } catch (IOException e) {
            item.refuse(name + " cannot be read", "name a file that this user may read");
        }
        return Optional.empty();
    }
}
