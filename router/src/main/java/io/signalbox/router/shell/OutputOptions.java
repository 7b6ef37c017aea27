package io.signalbox.router.shell;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options of the output, and {@code --help}. */
final class OutputOptions {
    /** Environment variable that the launcher sets to {@code file} if the standard output is no terminal. */
    private static final String STDOUT = "ROUTER_STDOUT";

    @Option(names = "--json", description = "Print JSON, one object in each line.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private final Map<String, String> environment;

    OutputOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean isJson() {
        return json;
    }

    ValuePrinter printer(CommandSpec spec) {
        return new ValuePrinter(spec.commandLine().getOut(), json, !"file".equals(environment.get(STDOUT)));
    }
}
