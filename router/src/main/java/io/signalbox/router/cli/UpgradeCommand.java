package io.signalbox.router.cli;

import io.signalbox.router.config.ConfigRewriter;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rewrites a configuration of version 1 of the format in version 2. */
@Command(
        name = "upgrade",
        description = {
            "Rewrite a configuration of version 1 of the format in version 2.",
            "A backup of the former file is kept beside the file. Comments of YAML are in the backup only."
        },
        footer = {"", "Example:", "  router upgrade --config .crossbar/config.json"})
final class UpgradeCommand implements Callable<Integer> {
    @Mixin
    private RewriteOptions options;

    @Override
    public Integer call() {
        return options.rewrite(
                ConfigRewriter::upgraded,
                UnaryOperator.identity(),
                (file, text) -> file + ": is in version 2 now; the backup of the former file is "
                        + ConfigOutput.replace(file, text));
    }
}
