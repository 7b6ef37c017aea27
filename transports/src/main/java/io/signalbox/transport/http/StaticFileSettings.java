package io.signalbox.transport.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the files of a directory are served.
 *
 * @param enableDirectoryListing whether a directory without an index file is answered with the list of its files
 * @param mimeTypes content types by extension, with the dot, in front of those that Jetty knows
 * @param cacheTimeoutSeconds how long a client may keep a file without asking again; empty leaves that to the client
 * @param defaultFile the file of the directory that answers for every path without one; empty for none
 */
public record StaticFileSettings(
        boolean enableDirectoryListing,
        Map<String, String> mimeTypes,
        OptionalInt cacheTimeoutSeconds,
        Optional<String> defaultFile) {
    public StaticFileSettings {
        mimeTypes = Map.copyOf(mimeTypes);
    }

    /** Files alone, which clients keep as they think fit. */
    public static final StaticFileSettings PLAIN =
            new StaticFileSettings(false, Map.of(), OptionalInt.empty(), Optional.empty());
}
