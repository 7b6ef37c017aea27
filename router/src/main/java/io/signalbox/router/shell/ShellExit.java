package io.signalbox.router.shell;

/** Exit codes of the commands. */
final class ShellExit {
    static final int FINE = 0;

    /** The router, the callee or the program answered with an error, whose URI is on the standard error. */
    static final int ERROR = 1;

    /** The command line, the environment or the profile has a mistake. Picocli uses the same code. */
    static final int USAGE = 2;

    /** The router cannot be reached, or refused the login. */
    static final int NO_SESSION = 3;

    /** The time of {@code --timeout} is over. */
    static final int TIMEOUT = 4;

    private ShellExit() {}
}
