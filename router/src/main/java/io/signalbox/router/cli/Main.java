package io.signalbox.router.cli;

import io.signalbox.router.document.PathCharset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
        System.exit(commandLine(System.getenv(), arguments).execute(arguments));
    }

    /** Returns the command line for arguments, with the environment variables for configurations. */
    static CommandLine commandLine(Map<String, String> environment, String... arguments) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("start", new StartCommand(environment));
        commands.put("check", new CheckCommand(environment));
        commands.put("upgrade", new UpgradeCommand());
        commands.put("convert", new ConvertCommand());
        commands.put("init", new InitCommand());
        commands.put("keys", new KeysCommand());
        commands.put("version", new VersionCommand());
        commands.put("warm-up", new WarmUpCommand());
        CommandLine line = new CommandLine(new Main());
        Object called = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (called != null) {
            // To inspect the options of all other commands would delay the start by 30 ms.
            line.addSubcommand(arguments[0], called);
        } else {
            commands.put("help", new CommandLine.HelpCommand());
            commands.forEach(line::addSubcommand);
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
