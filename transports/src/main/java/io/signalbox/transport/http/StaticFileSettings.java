package io.signalbox.transport.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings for the files of a directory.
 *
 * @param enableDirectoryListing whether a directory without an index file is answered with the list of its files
 * @param mimeTypes content types by extension, with the dot; take precedence over the types of Jetty
 * @param cacheTimeoutSeconds max-age of the header Cache-Control, in seconds; empty for no header
 * @param defaultFile the file of the directory that answers for every path without a file; empty for none
 */
public record StaticFileSettings(
        boolean enableDirectoryListing,
        Map<String, String> mimeTypes,
        OptionalInt cacheTimeoutSeconds,
        Optional<String> defaultFile) {
    public StaticFileSettings {
        mimeTypes = Map.copyOf(mimeTypes);
    }

    /** Files without a list, without further types and without caching rules. */
    public static final StaticFileSettings PLAIN =
            new StaticFileSettings(false, Map.of(), OptionalInt.empty(), Optional.empty());
}
