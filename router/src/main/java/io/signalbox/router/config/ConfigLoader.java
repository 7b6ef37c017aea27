package io.signalbox.router.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads a configuration file and finds every problem in it at once. */
public final class ConfigLoader {
    private final Map<String, String> environment;
    private final FileContent content;
    private final SchemaCheck schema = new SchemaCheck(SchemaDocument.packed());

    /** @param environment what {@code ${NAME}} stands for */
    public ConfigLoader(Map<String, String> environment) {
        this(environment, Files::readAllBytes);
    }

    ConfigLoader(Map<String, String> environment, FileContent content) {
        this.environment = Map.copyOf(environment);
        this.content = content;
    }

    /** How the bytes of a file are read; may fail in every way that a disk fails. */
    interface FileContent {
        byte[] of(Path file) throws IOException;
    }

    /** Reads a file; relative paths in it start from its directory. */
    public CheckedConfig load(Path file) {
        ProblemList problems = new ProblemList(file.toString());
        Optional<JsonDocument> document = text(file, problems).flatMap(new JsonDocumentParser(problems)::parse);
        if (document.isEmpty()) {
            return new CheckedConfig(Optional.empty(), problems.sorted());
        }
        Path directory = file.toAbsolutePath().normalize().getParent();
        return check(document.get(), directory, problems);
    }

    private CheckedConfig check(JsonDocument document, Path directory, ProblemList problems) {
        ConfigItem root = ConfigItem.root(document.root(), problems);
        new VariableExpansion(environment).expand(root);
        new ForeignItemCheck().check(root);
        new OldRuleCheck().check(root);
        schema.check(root);
        new ConsistencyCheck(problems, directory).check(root);
        Optional<NodeConfig> config = problems.hasErrors()
                ? Optional.empty()
                : Optional.of(new NodeConfigReader(directory, problems::locate).read(document.root()));
        return new CheckedConfig(config, problems.sorted());
    }

    private Optional<String> text(Path file, ProblemList problems) {
        try {
            return TextFile.decode(content.of(file), problems);
        } catch (NoSuchFileException e) {
            problems.errorInFile(
                    "the file does not exist", "correct the path, or write a first one with 'router init'");
        } catch (AccessDeniedException e) {
            problems.errorInFile("the file cannot be read: access denied", "change its permissions");
        } catch (IOException e) {
            problems.errorInFile("the file cannot be read: " + reason(file, e), "name a configuration file");
        }
        return Optional.empty();
    }

    private static String reason(Path file, IOException e) {
        return Files.isDirectory(file) ? "it is a directory" : e.getMessage();
    }
}
