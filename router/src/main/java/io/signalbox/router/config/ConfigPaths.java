package io.signalbox.router.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes paths of the strings in a configuration.
 *
 * @param directory absolute; what relative paths start from
 */
record ConfigPaths(Path directory, ProblemList problems) {

    /** The absolute path that a string names; nothing when it names none, which is then among the problems. */
    Optional<Path> resolve(String text, JsonPlace place) {
        try {
            return Optional.of(directory.resolve(text).normalize());
        } catch (InvalidPathException e) {
            PathCharset.Mistake mistake = PathCharset.ofLocale().mistake(e);
            String shown = text.replace("\0", "\\u0000");
            problems.error(place, "'" + shown + "' is no path on this machine: " + mistake.reason(), mistake.remedy());
            return Optional.empty();
        }
    }
}
