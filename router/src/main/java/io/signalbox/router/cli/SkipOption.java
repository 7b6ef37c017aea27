package io.signalbox.router.cli;

import io.signalbox.router.config.Unsupported;
import picocli.CommandLine.Option;

/** The option {@code --skip-unsupported}. */
final class SkipOption {
    @Option(
            names = ConfigSummary.SKIP_OPTION,
            description =
                    "Leave out the items of Crossbar.io that this node does not support, and run the rest. A transport"
                            + " with unsupported authentication or TLS is left out as a whole; a rule with unsupported validation allows"
                            + " nothing.")
    private boolean skip;

    Unsupported treatment() {
        return skip ? Unsupported.LEFT_OUT : Unsupported.REFUSED;
    }
}
