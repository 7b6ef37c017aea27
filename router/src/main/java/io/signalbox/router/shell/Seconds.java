package io.signalbox.router.shell;

import java.time.Duration;

/** Times on the command line, in seconds with a fraction. Stateless and thread-safe. */
final class Seconds {
    private static final double MIN = 0.001;
    private static final double MAX = 1e9;

    private Seconds() {}

    static Duration of(String option, double seconds) throws ShellMistake {
        if (!(seconds >= MIN && seconds <= MAX)) {
            throw new ShellMistake(option + " must be from 0.001 to 1000000000 seconds");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
