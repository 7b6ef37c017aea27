package io.signalbox.router.cli;

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
    private Path file;

    Path file() {
        if (file != null) {
            return file;
        }
        return DEFAULTS.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no node.json, config.json or .crossbar/config.json here; name a file with --config"));
    }
}
