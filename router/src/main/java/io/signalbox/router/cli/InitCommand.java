package io.signalbox.router.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first configuration, with a web page that uses the node. */
@Command(
        name = "init",
        description = {
            "Write a first configuration, a web page that uses the node, and a README.md that explains both.",
            "No file is overwritten."
        },
        footer = {"", "Examples:", "  router init", "  router init my-node"})
final class InitCommand implements Callable<Integer> {
    /** Resource of each file, by the path of the file in the new directory. */
    private static final Map<String, String> FILES = Map.of(
            "node.json", "/init/node.json",
            "README.md", "/init/README.md",
            "node-config.schema.json", "/schema/node-config.json",
            "web/index.html", "/init/web/index.html");

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The directory, which is created if necessary. Default: this directory.")
    private Path directory;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<Path> existing = FILES.keySet().stream()
                .sorted()
                .map(directory::resolve)
                .filter(Files::exists)
                .toList();
        if (!existing.isEmpty()) {
            existing.forEach(file -> err.println("error: " + file + " exists already"));
            err.println("No file was written - choose another directory, or move these files away.");
            return ExitCode.FAILED;
        }
        try {
            write();
        } catch (IOException e) {
            err.println("error: cannot write to " + directory + ": " + e);
            return ExitCode.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        FILES.keySet().stream().sorted().forEach(name -> out.println("wrote " + directory.resolve(name)));
        out.println("Next: router start --config " + directory.resolve("node.json"));
        return ExitCode.FINE;
    }

    private void write() throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (InputStream source = InitCommand.class.getResourceAsStream(file.getValue())) {
                if (source == null) {
                    throw new FileNotFoundException("the class path lacks " + file.getValue());
                }
                Files.copy(source, target);
            }
        }
    }
}
