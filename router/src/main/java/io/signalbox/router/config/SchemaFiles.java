package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads JSON Schemas that stand in files of their own, each file once. */
final class SchemaFiles {
    private final ProblemList problems;
    private final ConfigPaths paths;
    private final Map<Path, Optional<JsonNode>> known = new HashMap<>();

    /** @param directory what relative names start from */
    SchemaFiles(ProblemList problems, Path directory) {
        this.problems = problems;
        this.paths = new ConfigPaths(directory, problems);
    }

    /**
     * A file that holds an object.
     *
     * @param problems where its problems belong
     * @param isFirstUse false when it was read for another schema already
     */
    record SchemaFile(JsonNode root, ProblemList problems, boolean isFirstUse) {}

    /**
     * Reads a file.
     *
     * @param place where the configuration names it
     * @return nothing when it holds no object, which is then among the problems
     */
    Optional<SchemaFile> read(String name, JsonPlace place) {
        return paths.resolve(name, place).flatMap(file -> read(file, name, place));
    }

    private Optional<SchemaFile> read(Path file, String name, JsonPlace place) {
        Optional<JsonNode> before = known.get(file);
        ProblemList ofFile = new ProblemList(file.toString());
        if (before != null) {
            return before.map(root -> new SchemaFile(root, ofFile, false));
        }
        problems.include(ofFile);
        Optional<JsonNode> root = text(file, name, place)
                .flatMap(new JsonDocumentParser(ofFile)::parse)
                .map(JsonDocument::root)
                .filter(node -> isObject(node, ofFile));
        known.put(file, root);
        return root.map(node -> new SchemaFile(node, ofFile, true));
    }

    private static boolean isObject(JsonNode root, ProblemList ofFile) {
        if (!root.isObject()) {
            ofFile.error(JsonPlace.ROOT, "must be an object", "write the schema as { … }");
        }
        return root.isObject();
    }

    private Optional<String> text(Path file, String name, JsonPlace place) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            problems.error(
                    place, "the file '" + name + "' does not exist", "correct the path, or write the schema here");
        } catch (CharacterCodingException e) {
            problems.error(place, "the file '" + name + "' is not UTF-8", "save it in UTF-8");
        } catch (IOException e) {
            problems.error(place, "the file '" + name + "' cannot be read", "name a file that this user may read");
        }
        return Optional.empty();
    }
}
