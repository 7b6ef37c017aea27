package io.signalbox.transport.port;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Check of the path of a request, before a handler is looked up: no path may stand for another one. Jetty refuses encoded slashes,
 * encoded dots, NUL, and dots with parameters by itself. Stateless and thread-safe.
 */
final class RequestPath {
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(?:/|$)");
    private static final Pattern BACKSLASH = Pattern.compile("\\\\|%5[Cc]");

    private RequestPath() {}

    /**
     * Returns the reason why a path is refused; empty for one that may be looked up.
     *
     * @param rawPath the path as the client has sent it, still encoded; null for a request without one
     */
    static Optional<String> defect(String rawPath) {
        if (rawPath == null) {
            return Optional.empty();
        }
        if (DOT_SEGMENT.matcher(rawPath).find()) {
            return Optional.of("The path has a dot segment.");
        }
        return BACKSLASH.matcher(rawPath).find() ? Optional.of("The path has a backslash.") : Optional.empty();
    }
}
