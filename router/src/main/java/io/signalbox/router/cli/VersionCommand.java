package io.signalbox.router.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the versions of Signalbox and of the JVM. */
@Command(
        name = "version",
        description = "Show the versions of Signalbox and of the JVM.",
        footer = {"", "Example:", "  router version"})
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Signalbox " + BuildVersion.read());
        out.println("Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")");
        out.flush();
        return ExitCode.FINE;
    }
}
