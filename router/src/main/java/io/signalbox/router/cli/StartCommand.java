package io.signalbox.router.cli;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until a signal ends the process. */
@Command(
        name = "start",
        description = {
            "Run a node until SIGTERM or SIGINT (Ctrl-C). The node stops within five seconds.",
            "SIGHUP reads the certificate files of TLS again.",
        },
        footer = {
            "",
            "Examples:",
            "  router start --config node.json",
            "  router start --config node.json --log-level warn",
            "  router start --config .crossbar/config.json --skip-unsupported"
        })
final class StartCommand implements Callable<Integer> {
    enum LogLevel {
        error,
        warn,
        info,
        debug,
        trace
    }

    private static final long LAST_LINES_MILLIS = 2_000;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private SkipOption skip;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description =
                    "Level of the log: ${COMPLETION-CANDIDATES}. Default: info. Joins and leaves are logged at info.")
    private LogLevel logLevel;

    StartCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        OrderlyEnd end = OrderlyEnd.atSignal();
        try {
            return run(end);
        } finally {
            end.release();
        }
    }

    /** Starts the node. Returns only if the node does not run. */
    private int run(OrderlyEnd end) throws InterruptedException {
        CheckedConfig<NodeConfig> checked =
                new ConfigLoader(environment).load(config.file(), NodeConfig.class, skip.treatment());
        ProblemPrinter printer = new ProblemPrinter(
                spec.commandLine().getErr(), spec.commandLine().getColorScheme().ansi());
        printer.print(config.warnings(), checked.problems());
        if (checked.config().isEmpty()) {
            return ExitCode.BAD_CONFIG;
        }
        LogConfiguration.setLevel(logLevel.name());
        checked.problems(Severity.LEFT_OUT)
                .forEach(item -> LoggerFactory.getLogger(StartCommand.class).warn("{}", item.display()));
        Node node;
        try {
            node = new NodeAssembly("Signalbox-" + BuildVersion.read(), environment)
                    .assemble(checked.config().get());
            if (node.hasCertificates()) {
                ReloadSignal.atHangup(node::reloadCertificates);
            }
            if (end.includes(node) && node.start()) {
                LoggerFactory.getLogger(StartCommand.class)
                        .info("ready in {} ms: {}", millisSinceStart(), String.join(" ", node.addresses()));
                node.startWorkers();
            }
        } catch (IOException | UncheckedIOException e) {
            LogConfiguration.finish(LAST_LINES_MILLIS);
            spec.commandLine().getErr().println(e.getMessage());
            return ExitCode.FAILED;
        }
        end.request(node.awaitShutdownRequest() ? ExitCode.FAILED : ExitCode.FINE);
        return ExitCode.FINE;
    }

    private static long millisSinceStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
