package io.signalbox.router.cli;

import io.signalbox.router.config.PathCharset;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config} and what is taken without it. */
final class ConfigOption {
    private static final List<String> NAMES = List.of("node.json", "config.json", "config.yaml");
    private static final String SEARCHED = "node.json, config.json or config.yaml, here or in .crossbar";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The configuration, in JSON, or in YAML when the name ends with .yaml or .yml. Without it the first"
                            + " that is there of node.json, config.json and config.yaml, here and then in .crossbar.")
    private Path named;

    private final Path directory;

    /** @param directory where a file is looked for that the command line does not name; empty for here */
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
                        spec.commandLine(), "there is no " + SEARCHED + "; name a file with --config"));
    }

    /** A warning for each file that would have been taken if the one that is taken were not there. */
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
                        "is not read, because " + file() + " is there",
                        "remove one of the two, or name the one that is meant with --config"))
                .toList();
    }

    private Stream<Path> present() {
        return Stream.of(directory, directory.resolve(".crossbar"))
                .flatMap(place -> NAMES.stream().map(place::resolve))
                .filter(Files::exists);
    }
}
