package io.signalbox.router.shell;

/** Mistake in the environment, in the profile, or in options that do not fit together. The message has the remedy. */
final class ShellMistake extends Exception {
    private static final long serialVersionUID = 1L;

    ShellMistake(String message) {
        super(message);
    }
}
