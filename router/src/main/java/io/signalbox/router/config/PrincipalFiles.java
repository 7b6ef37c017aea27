package io.signalbox.router.config;

import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.DocumentFormat;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.document.TextFile;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaCheck;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reader of the files with the principals of authentication methods. Not thread-safe. */
public final class PrincipalFiles {
    /** Definition of the schema for the principals of a method. */
    private static final Map<String, String> DEFINITIONS = Map.of(
            "ticket", "ticketPrincipals",
            "wampcra", "wampcraUsers",
            "scram", "scramPrincipals",
            "cryptosign", "cryptosignPrincipals",
            "tls", "certificatePrincipals");

    private final SchemaDocument schema;
    private final Map<String, String> environment;
    private final ProblemList problems;
    private final Path directory;

    /**
     * @param problems the list to which the problems of the files are added
     * @param directory the directory of relative names
     */
    PrincipalFiles(SchemaDocument schema, Map<String, String> environment, ProblemList problems, Path directory) {
        this.schema = schema;
        this.environment = environment;
        this.problems = problems;
        this.directory = directory;
    }

    /**
     * Reads and checks a file while the node runs.
     *
     * @param environment values of {@code ${NAME}}, by name
     * @param method the authentication method
     * @param hasDefaultRole whether the method has a role for principals without a role
     * @param type the record of the principals
     */
    public static <T extends Record> CheckedConfig<T> load(
            Path file, Map<String, String> environment, String method, boolean hasDefaultRole, Class<T> type) {
        ProblemList problems = new ProblemList(file.toString());
        SchemaDocument schema = SchemaDocument.packed();
        PrincipalFiles files = new PrincipalFiles(schema, environment, problems, file.getParent());
        Optional<ConfigItem> principals = Optional.empty();
        try {
            principals = files.parsed(file, method, problems);
        } catch (IOException e) {
            problems.errorInFile("the file cannot be read", "name a file that this user may read");
        }
        principals.ifPresent(found -> new PrincipalCheck(hasDefaultRole).check(found, method));
        if (principals.isEmpty() || problems.hasErrors()) {
            return new CheckedConfig<>(Optional.empty(), problems.sorted());
        }
        T bound = new RecordBinder(file.getParent(), problems::locate)
                .bind(principals.get().value(), type);
        return new CheckedConfig<>(Optional.of(bound), problems.sorted());
    }

    /**
     * Reads the file that an item names.
     *
     * @return the principals, checked against the schema; empty if the file does not have any, which is reported
     */
    Optional<ConfigItem> read(ConfigItem item, String method) {
        Optional<Path> file = item.path(directory);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String name = "the file " + Quoted.text(item.text());
        ProblemList ofFile = new ProblemList(file.get().toString());
        problems.include(ofFile);
        try {
            return parsed(file.get(), method, ofFile);
        } catch (NoSuchFileException e) {
            item.refuse(name + " does not exist", "correct the path, or create the file");
        } catch (IOException e) {
            item.refuse(name + " cannot be read", "name a file that this user may read");
        }
        return Optional.empty();
    }

    private Optional<ConfigItem> parsed(Path file, String method, ProblemList ofFile) throws IOException {
        Optional<ConfigDocument> document = TextFile.decode(Files.readAllBytes(file), ofFile)
                .flatMap(text -> DocumentFormat.of(file).parse(text, ofFile));
        if (document.isEmpty()) {
            return Optional.empty();
        }
        ConfigItem root = ConfigItem.root(document.get().root(), ofFile);
        new ClearSecrets(schema).warn(root, file, ofFile);
        new VariableExpansion(environment).expand(root);
        new SchemaCheck(schema).check(root, schema.definition(DEFINITIONS.get(method)));
        if (root.member("file").isPresent()) {
            root.member("file").refuseKey("names a further file", "write the principals in this file");
        }
        if (ofFile.hasErrors() || !root.value().isObject()) {
            return Optional.empty();
        }
        return Optional.of(root);
    }
}
