package io.signalbox.router.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
    private String name;

    Path file() {
        if (name != null) {
            return named();
        }
        return DEFAULTS.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no node.json, config.json or .crossbar/config.json here; name a file with --config"));
    }

    private Path named() {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--config: '" + name + "' is no path in the character set of the locale, "
                            + System.getProperty("sun.jnu.encoding")
                            + " - start with bin/router, set LC_ALL=C.UTF-8, or correct the path");
        }
    }
}
