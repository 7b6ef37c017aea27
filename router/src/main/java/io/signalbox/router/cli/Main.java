package io.signalbox.router.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code router}. */
@Command(
        name = "router",
        description = "Signalbox, a WAMP router: one configuration file in, clients that call and publish through it.",
        subcommands = {
            StartCommand.class,
            CheckCommand.class,
            InitCommand.class,
            VersionCommand.class,
            WarmUpCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = false,
        footer = {
            "",
            "Examples:",
            "  router init my-node                      write a first configuration",
            "  router start --config my-node/node.json  run it",
            "  router check --config my-node/node.json  only look for mistakes in it",
            "",
            "Exit codes: 0 fine, 1 failed to run, 2 bad configuration or command line."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    /** The command line with what it takes from outside. */
    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new Main(), new CommandFactory(environment));
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
