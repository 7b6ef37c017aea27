package io.signalbox.router.cli;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.config.Unsupported;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.NodeConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a configuration without running it. */
@Command(
        name = "check",
        description = {
            "Check a configuration: print all errors and warnings, then what runs, what is left out and what to do.",
            "The exit code is that of 'router start': 2 if the node would not start."
        },
        footer = {
            "",
            "Examples:",
            "  router check --config node.json",
            "  router check --config node.json --strict   for continuous integration",
            "  router check --config node.json --skip-unsupported"
        })
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private SkipOption skip;

    @Mixin
    private HelpOption help;

    @Option(names = "--strict", description = "Treat warnings as errors. An item that is left out is no warning.")
    private boolean strict;

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path file = config.file();
        PrintWriter out = spec.commandLine().getOut();
        List<ConfigProblem> warnings = config.warnings();
        CheckedConfig<NodeConfig> checked = load(file, skip.treatment());
        new ProblemPrinter(out, spec.commandLine().getColorScheme().ansi()).print(warnings, checked.problems());
        CheckedConfig<NodeConfig> rest =
                checked.problems(Severity.UNSUPPORTED).isEmpty() ? checked : load(file, Unsupported.LEFT_OUT);
        boolean isSkipping = skip.treatment() == Unsupported.LEFT_OUT;
        ConfigSummary.of(file, checked, rest, isSkipping, warnings.size()).forEach(out::println);
        boolean hasWarnings =
                !warnings.isEmpty() || !checked.problems(Severity.WARNING).isEmpty();
        return checked.config().isEmpty() || strict && hasWarnings ? ExitCode.BAD_CONFIG : ExitCode.FINE;
    }

    private CheckedConfig<NodeConfig> load(Path file, Unsupported unsupported) {
        return new ConfigLoader(environment).load(file, NodeConfig.class, unsupported);
    }
}
