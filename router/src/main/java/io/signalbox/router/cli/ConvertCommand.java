package io.signalbox.router.cli;

import io.signalbox.router.config.ConfigRewriter;
import io.signalbox.router.config.ConfigRewriter.Rewritten;
import io.signalbox.router.document.DocumentFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes a JSON configuration in YAML, and one in YAML in JSON. */
@Command(
        name = "convert",
        description = {
            "Write a JSON configuration in YAML, and one in YAML in JSON, into a file of the same name beside it.",
            "Nothing that is there is overwritten. Comments, anchors and aliases of YAML are not carried over."
        },
        footer = {"", "Example:", "  router convert --config config.json"})
final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private HelpOption help;

    @Override
    public Integer call() {
        Path file = config.file();
        PrintWriter err = spec.commandLine().getErr();
        Rewritten converted = ConfigRewriter.converted(file);
        new ProblemPrinter(err, spec.commandLine().getColorScheme().ansi())
                .print(config.warnings(), converted.problems());
        if (converted.text().isEmpty()) {
            return ExitCode.BAD_CONFIG;
        }
        Path target = target(file);
        try {
            ConfigOutput.create(target, file, converted.text().get());
            spec.commandLine()
                    .getOut()
                    .println("wrote " + target + "; remove " + file + " when you use it, or name one with --config");
            return ExitCode.FINE;
        } catch (FileAlreadyExistsException e) {
            err.println("error: " + target + " exists already - move it away");
        } catch (IOException e) {
            err.println("error: " + target + " was not written: " + e + " - make its directory writable");
        }
        return ExitCode.FAILED;
    }

    private static Path target(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name)
                + DocumentFormat.of(file).other().extension());
    }
}
