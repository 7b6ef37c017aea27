package io.signalbox.router.cli;

/** What the process tells whoever started it. */
final class ExitCode {
    static final int FINE = 0;
    static final int FAILED = 1;
    /** The configuration or the command line is wrong; picocli uses the same number for the latter. */
    static final int BAD_CONFIG = 2;

    private ExitCode() {}
}
