package io.signalbox.router.cli;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.node.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks for mistakes in a configuration without running it. */
@Command(
        name = "check",
        description = "Look for mistakes in a configuration and print all of them.",
        footer = {
            "",
            "Examples:",
            "  router check --config node.json",
            "  router check --config node.json --strict   for continuous integration"
        })
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private HelpOption help;

    @Option(names = "--strict", description = "Take warnings for errors.")
    private boolean strict;

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path file = config.file();
        CheckedConfig<NodeConfig> checked = new ConfigLoader(environment).load(file, NodeConfig.class);
        ProblemPrinter printer = new ProblemPrinter(
                spec.commandLine().getOut(), spec.commandLine().getColorScheme().ansi());
        List<ConfigProblem> warnings = config.warnings();
        printer.print(warnings, checked.problems());
        if (strict && !warnings.isEmpty()
                || checked.problems().stream().anyMatch(problem -> strict || problem.isError())) {
            return ExitCode.BAD_CONFIG;
        }
        spec.commandLine().getOut().println(file + ": fine");
        return ExitCode.FINE;
    }
}
