package io.signalbox.router.cli;

import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.document.PathCharset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config}, and the search for a configuration without the option. */
final class ConfigOption {
    private static final List<String> NAMES = List.of("node.json", "config.json", "config.yaml");
    private static final String SEARCHED = "node.json, config.json or config.yaml in this directory or in .crossbar";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The configuration: YAML if the name ends with .yaml or .yml, otherwise JSON. Without this option: the"
                            + " first existing file of node.json, config.json and config.yaml in this directory, then in"
                            + " .crossbar.")
    private Path named;

    private final Path directory;

    /** @param directory the directory of the search; empty for the working directory */
    ConfigOption(Path directory) {
        this.directory = directory;
    }

    ConfigOption() {
        this(Path.of(""));
    }

    Path file() {
        if (named != null) {
            return named;
        }
        PathCharset.ofLocale().mistakeOfWorkingDirectory().ifPresent(mistake -> {
            throw new ParameterException(spec.commandLine(), mistake.toString());
        });
        return present()
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "found no " + SEARCHED + "; name a file with --config"));
    }

    /** Returns a warning for each file that the search finds behind the first. */
    List<ConfigProblem> warnings() {
        if (named != null) {
            return List.of();
        }
        return present()
                .skip(1)
                .map(other -> new ConfigProblem(
                        other.toString(),
                        0,
                        0,
                        "",
                        Severity.WARNING,
                        "is not read, because " + file() + " exists",
                        "remove one of the two, or name the intended file with --config"))
                .toList();
    }

    private Stream<Path> present() {
        return Stream.of(directory, directory.resolve(".crossbar"))
                .flatMap(place -> NAMES.stream().map(place::resolve))
                .filter(Files::exists);
    }
}
