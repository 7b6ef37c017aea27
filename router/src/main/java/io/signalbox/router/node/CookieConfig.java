package io.signalbox.router.node;

import io.signalbox.router.cookie.CookieAttributes;
import io.signalbox.router.document.ConfigPlace;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The item {@code cookie} of a WebSocket transport or path.
 *
 * @param attributes the form of the cookies; its keys stand beside {@code store}
 */
public record CookieConfig(CookieAttributes attributes, Store store) {

    /** Kinds of stores. */
    public enum StoreType {
        MEMORY,
        FILE
    }

    /**
     * The item {@code store}.
     *
     * @param filename absolute; empty for a store in memory
     * @param purgeOnStartup whether the file is written anew at the start
     * @param maxCookies maximum number of cookies
     * @param maxBytes maximum bytes of memory
     * @param filenamePlace place of {@code filename} in the configuration
     */
    public record Store(
            StoreType type,
            Optional<Path> filename,
            boolean purgeOnStartup,
            int maxCookies,
            long maxBytes,
            ConfigPlace filenamePlace) {}
}
