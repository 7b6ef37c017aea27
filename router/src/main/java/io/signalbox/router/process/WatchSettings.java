package io.signalbox.router.process;

import java.nio.file.Path;
import java.util.List;

/**
 * The item {@code watch} of a worker.
 *
 * @param directories absolute, at least one
 * @param action what a change causes
 * @param timeoutSeconds the time without a further change after which a change is reported
 * @param maxDirectories directories that are watched, those in the named ones included
 */
public record WatchSettings(List<Path> directories, Action action, int timeoutSeconds, int maxDirectories) {

    /** Effects of a change. */
    public enum Action {
        RESTART
    }
}
