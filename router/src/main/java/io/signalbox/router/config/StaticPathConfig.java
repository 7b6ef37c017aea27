package io.signalbox.router.config;

import java.nio.file.Path;

/**
 * Files of a directory.
 *
 * @param directory absolute
 */
public record StaticPathConfig(String id, Path directory) implements PathServiceConfig {}
