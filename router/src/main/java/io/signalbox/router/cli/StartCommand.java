package io.signalbox.router.cli;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until the process is told to end. */
@Command(
        name = "start",
        description = {
            "Run a node until SIGTERM or SIGINT (Ctrl-C), which ends it in good order within five seconds.",
        },
        footer = {
            "",
            "Examples:",
            "  router start --config node.json",
            "  router start --config node.json --log-level warn"
        })
final class StartCommand implements Callable<Integer> {
    enum LogLevel {
        error,
        warn,
        info,
        debug,
        trace
    }

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description =
                    "What is logged: ${COMPLETION-CANDIDATES}. Default: info. With warn, joins and leaves are not.")
    private LogLevel logLevel;

    StartCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        CheckedConfig checked = new ConfigLoader(environment).load(config.file());
        new ProblemPrinter(
                        spec.commandLine().getErr(),
                        spec.commandLine().getColorScheme().ansi())
                .print(checked.problems());
        if (checked.config().isEmpty()) {
            return ExitCode.BAD_CONFIG;
        }
        LogConfiguration.setLevel(logLevel.name());
        Logger log = LoggerFactory.getLogger(StartCommand.class);
        Node node = new NodeAssembly("Signalbox-" + BuildVersion.read())
                .assemble(checked.config().get());
        try {
            node.start();
        } catch (IOException e) {
            LogConfiguration.finish();
            spec.commandLine().getErr().println("error: " + e.getMessage());
            return ExitCode.FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node, log), "shutdown"));
        log.info(
                "ready in {} ms: {}",
                System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime(),
                String.join(" ", node.addresses()));
        new CountDownLatch(1).await();
        return ExitCode.FINE;
    }

    /** A JVM that a signal ends would exit with 128 + its number, but a node that was told to end has not failed. */
    private static void end(Node node, Logger log) {
        int exitCode = ExitCode.FAILED;
        try {
            log.info("stopping");
            node.stop();
            log.info("stopped");
            exitCode = ExitCode.FINE;
        } finally {
            LogConfiguration.finish();
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
