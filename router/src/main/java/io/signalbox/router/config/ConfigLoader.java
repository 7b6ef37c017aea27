package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.DocumentFormat;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.TextFile;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaCheck;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Loader of configuration files. Reports all problems of a file at once. */
public final class ConfigLoader {
    private final Map<String, String> environment;
    private final FileContent content;
    private final SchemaDocument schema = SchemaDocument.packed();
    private final ClearSecrets secrets = new ClearSecrets(schema);

    /** @param environment values of {@code ${NAME}}, by name */
    public ConfigLoader(Map<String, String> environment) {
        this(environment, Files::readAllBytes);
    }

    ConfigLoader(Map<String, String> environment, FileContent content) {
        this.environment = Map.copyOf(environment);
        this.content = content;
    }

    /** Source of the bytes of a file. */
    interface FileContent {
        byte[] of(Path file) throws IOException;
    }

    /**
     * Reads and checks a file. An unsupported item is an error.
     *
     * @param type the record of a configuration; its components are named like the keys of the schema
     */
    public <T extends Record> CheckedConfig<T> load(Path file, Class<T> type) {
        return load(file, type, Unsupported.REFUSED);
    }

    /** Reads and checks a file; unsupported items are refused or left out. */
    public <T extends Record> CheckedConfig<T> load(Path file, Class<T> type, Unsupported unsupported) {
        ProblemList problems = new ProblemList(file.toString());
        Optional<ConfigDocument> document = document(file, problems);
        if (document.isEmpty()) {
            return new CheckedConfig<>(Optional.empty(), problems.sorted());
        }
        JsonNode root = document.get().root();
        Path directory = file.toAbsolutePath().normalize().getParent();
        ConfigItem item = ConfigItem.root(root, problems);
        if (Version1.isVersionOf(root)) {
            Version1.warn(item);
            Version1.upgrade(document.get());
        }
        secrets.warn(item, file, problems);
        check(item, directory, problems, unsupported);
        if (problems.hasErrors()) {
            return new CheckedConfig<>(Optional.empty(), problems.sorted());
        }
        new SchemaDefaults(schema).complete(root);
        return new CheckedConfig<>(
                Optional.of(new RecordBinder(directory, problems::locate).bind(root, type)), problems.sorted());
    }

    /** Returns the record of a checked item with all defaults, in another process than that of the check. */
    public static <T extends Record> T bound(JsonNode item, Path directory, Class<T> type) {
        return new RecordBinder(directory, place -> new ConfigPlace("", 0, 0, place.path())).bind(item, type);
    }

    /** Returns a record with the defaults of a definition of the schema. */
    public static <T extends Record> T defaults(String definition, Class<T> type) {
        SchemaDocument schema = SchemaDocument.packed();
        JsonNode empty = ConfigDocument.NODES.objectNode();
        new SchemaDefaults(schema).complete(empty, schema.definition(definition));
        return bound(empty, Path.of(""), type);
    }

    /** Returns the document of a file, without any check; empty if the file cannot be read or parsed, which is reported. */
    Optional<ConfigDocument> document(Path file, ProblemList problems) {
        return text(file, problems).flatMap(text -> DocumentFormat.of(file).parse(text, problems));
    }

    private void check(ConfigItem root, Path directory, ProblemList problems, Unsupported unsupported) {
        // First, so that an unset variable in an unsupported item has no message of its own.
        new ForeignItemCheck(unsupported, problems).check(root);
        if (new VariableExpansion(environment).expand(root)) {
            new ForeignItemCheck(unsupported, problems).check(root);
        }
        new LooseForms().check(root);
        RealmCheck.checkVersions(root);
        new SchemaCheck(schema).check(root);
        PrincipalFiles principals = new PrincipalFiles(schema, environment, problems, directory);
        new ConsistencyCheck(schema, principals, environment, problems, directory).check(root);
    }

    private Optional<String> text(Path file, ProblemList problems) {
        try {
            return TextFile.decode(content.of(file), problems);
        } catch (NoSuchFileException e) {
            problems.errorInFile(
                    "the file does not exist", "correct the path, or create a configuration with 'router init'");
        } catch (AccessDeniedException e) {
            problems.errorInFile("the file cannot be read: access denied", "change the permissions of the file");
        } catch (IOException e) {
            problems.errorInFile("the file cannot be read: " + reason(file, e), "name a configuration file");
        }
        return Optional.empty();
    }

    private static String reason(Path file, IOException e) {
        return Files.isDirectory(file) ? "it is a directory" : e.getMessage();
    }
}
