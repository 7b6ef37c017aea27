package io.signalbox.router.process;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Mark at the beginning of a line that a container writes to its standard output: the level of a line of its log, or that the
 * container is ready. Lines without a mark are lines of the JVM.
 */
public enum LogMark {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE,
    /** The components run, have failed, or wait for a router. */
    READY;

    /** Returns the mark, with the space behind it. */
    public String text() {
        return "<" + name().toLowerCase(Locale.ROOT) + "> ";
    }

    /** Returns the mark of a line; empty for a line without a mark. */
    static Optional<LogMark> of(String line) {
        if (line.startsWith("<")) {
            for (LogMark mark : values()) {
                if (line.startsWith(mark.text())) {
                    return Optional.of(mark);
                }
            }
        }
        return Optional.empty();
    }

    Level level() {
        return this == READY ? Level.INFO : Level.valueOf(name());
    }
}
