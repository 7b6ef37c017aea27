package io.signalbox.router.cli;

import io.signalbox.router.config.PathCharset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config} and what is taken without it. */
final class ConfigOption {
    private static final List<Path> DEFAULTS =
            List.of(Path.of("node.json"), Path.of("config.json"), Path.of(".crossbar", "config.json"));

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration. Without it: node.json, config.json or .crossbar/config.json,"
                    + " the first that is there.")
    private Path named;

    Path file() {
        if (named != null) {
            return named;
        }
        PathCharset.ofLocale().mistakeOfWorkingDirectory().ifPresent(mistake -> {
            throw new ParameterException(spec.commandLine(), mistake.toString());
        });
        return DEFAULTS.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no node.json, config.json or .crossbar/config.json here; name a file with --config"));
    }
}
