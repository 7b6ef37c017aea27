package io.signalbox.router.cli;

import io.signalbox.router.document.PathCharset;
import io.signalbox.router.shell.CallCommand;
import io.signalbox.router.shell.ConnectionsCommand;
import io.signalbox.router.shell.PublishCommand;
import io.signalbox.router.shell.RegisterCommand;
import io.signalbox.router.shell.SubscribeCommand;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code router}. */
@Command(
        name = "router",
        description = "Signalbox, a WAMP router with the configuration format of Crossbar.io.",
        mixinStandardHelpOptions = false,
        footer = {
            "",
            "Examples:",
            "  router init my-node                      write a first configuration",
            "  router start --config my-node/node.json  run a node with the configuration",
            "  router check --config my-node/node.json  check the configuration only",
            "  router call com.example.add 2 3          call a procedure of a running router",
            "",
            "Exit codes: 0 fine, 1 failed to run, 2 bad configuration or command line. The commands call, publish, subscribe,"
                    + " register and connections have more."
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
        System.exit(commandLine(System.getenv(), arguments).execute(arguments));
    }

    /** Returns the command line for arguments, with the environment variables for configurations. */
    static CommandLine commandLine(Map<String, String> environment, String... arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("start", () -> new StartCommand(environment));
        commands.put("check", () -> new CheckCommand(environment));
        commands.put("upgrade", UpgradeCommand::new);
        commands.put("convert", ConvertCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("keys", KeysCommand::new);
        commands.put("call", () -> new CallCommand(environment));
        commands.put("publish", () -> new PublishCommand(environment));
        commands.put("subscribe", () -> new SubscribeCommand(environment));
        commands.put("register", () -> new RegisterCommand(environment));
        commands.put("connections", () -> new ConnectionsCommand(environment));
        commands.put("version", VersionCommand::new);
        commands.put("warm-up", WarmUpCommand::new);
        CommandLine line = new CommandLine(new Main());
        Supplier<Object> called = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (called != null) {
            // To load and inspect all other commands would delay the start.
            line.addSubcommand(arguments[0], called.get());
        } else {
            commands.put("help", CommandLine.HelpCommand::new);
            commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        line.registerConverter(Path.class, Main::path);
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    private static Path path(String argument) {
        PathCharset charset = PathCharset.ofLocale();
        try {
            Path path = Path.of(argument);
            if (!path.isAbsolute()) {
                charset.mistakeOfWorkingDirectory().ifPresent(mistake -> {
                    throw new TypeConversionException(mistake.toString());
                });
            }
            return path;
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "'" + argument + "' is not a path on this machine: " + charset.mistake(e));
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "the command is missing");
    }
}
