package io.signalbox.router.cli;

/** Exit codes of the process. */
final class ExitCode {
    static final int FINE = 0;
    static final int FAILED = 1;
    /** The configuration or the command line has an error. Picocli uses the same code for the command line. */
    static final int BAD_CONFIG = 2;

    private ExitCode() {}
}
