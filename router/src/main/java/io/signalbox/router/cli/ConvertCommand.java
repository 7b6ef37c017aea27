package io.signalbox.router.cli;

import io.signalbox.router.config.ConfigRewriter;
import io.signalbox.router.document.DocumentFormat;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Converts a JSON configuration to YAML, and a YAML configuration to JSON. */
@Command(
        name = "convert",
        description = {
            "Convert a JSON configuration to YAML, or a YAML configuration to JSON, in a new file beside the file.",
            "No file is overwritten. Comments, anchors and aliases of YAML are lost."
        },
        footer = {"", "Example:", "  router convert --config config.json"})
final class ConvertCommand implements Callable<Integer> {
    @Mixin
    private RewriteOptions options;

    @Override
    public Integer call() {
        return options.rewrite(ConfigRewriter::converted, ConvertCommand::target, (file, text) -> {
            Path target = target(file);
            ConfigOutput.create(target, file, text);
            return "wrote " + target + "; remove " + file + ", or name one of the two with --config";
        });
    }

    private static Path target(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name)
                + DocumentFormat.of(file).other().extension());
    }
}
