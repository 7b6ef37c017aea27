package io.signalbox.router.cli;

import io.signalbox.router.config.ConfigRewriter.Rewritten;
import io.signalbox.router.document.ConfigProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Options and steps of the commands that rewrite a configuration: read the file, print the problems, write a file. */
final class RewriteOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private HelpOption help;

    /** Writes a text for a configuration and returns the message for the user. */
    interface Writing {
        String write(Path file, String text) throws IOException;
    }

    /**
     * Rewrites the configuration of the command line.
     *
     * @param rewriter returns no text and no error for a file that needs no change
     * @param target the file to write, for a configuration
     * @return the exit code
     */
    int rewrite(Function<Path, Rewritten> rewriter, UnaryOperator<Path> target, Writing writing) {
        Path file = config.file();
        PrintWriter err = spec.commandLine().getErr();
        Rewritten rewritten = rewriter.apply(file);
        new ProblemPrinter(err, spec.commandLine().getColorScheme().ansi())
                .print(config.warnings(), rewritten.problems());
        if (rewritten.problems().stream().anyMatch(ConfigProblem::isError)) {
            return ExitCode.BAD_CONFIG;
        }
        if (rewritten.text().isEmpty()) {
            spec.commandLine().getOut().println(file + ": needs no change");
            return ExitCode.FINE;
        }
        Path written = target.apply(file);
        try {
            spec.commandLine()
                    .getOut()
                    .println(writing.write(file, rewritten.text().get()));
            return ExitCode.FINE;
        } catch (FileAlreadyExistsException e) {
            err.println("error: " + written + " exists already - move the file away");
        } catch (IOException e) {
            err.println("error: " + written + " was not written: " + e + " - make the directory writable");
        }
        return ExitCode.FAILED;
    }
}
