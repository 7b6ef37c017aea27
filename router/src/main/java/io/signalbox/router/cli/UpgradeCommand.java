package io.signalbox.router.cli;

import io.signalbox.router.config.ConfigRewriter;
import io.signalbox.router.config.ConfigRewriter.Rewritten;
import io.signalbox.router.document.ConfigProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes a configuration of version 1 of the format in version 2. */
@Command(
        name = "upgrade",
        description = {
            "Write a configuration of version 1 of the format in version 2.",
            "The former file is kept beside it. Comments of YAML are in that one only."
        },
        footer = {"", "Example:", "  router upgrade --config .crossbar/config.json"})
final class UpgradeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private HelpOption help;

    @Override
    public Integer call() {
        Path file = config.file();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Rewritten upgraded = ConfigRewriter.upgraded(file);
        new ProblemPrinter(err, spec.commandLine().getColorScheme().ansi())
                .print(config.warnings(), upgraded.problems());
        if (upgraded.problems().stream().anyMatch(ConfigProblem::isError)) {
            return ExitCode.BAD_CONFIG;
        }
        if (upgraded.text().isEmpty()) {
            out.println(file + ": nothing to do, it is not of version 1");
            return ExitCode.FINE;
        }
        try {
            Path backup = ConfigOutput.replace(file, upgraded.text().get());
            out.println(file + ": is of version 2 now; the former file is " + backup);
            return ExitCode.FINE;
        } catch (IOException e) {
            err.println("error: " + file + " was not changed: " + e + " - make its directory writable");
            return ExitCode.FAILED;
        }
    }
}
