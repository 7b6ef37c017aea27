package io.signalbox.router.component;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of a component.
 *
 * @param id unique in the node
 * @param classpath absolute jars and directories; empty for a class on the class path of the node
 * @param startTimeoutMillis the time from the beginning of the start to the return of {@code start}
 * @param stopTimeoutMillis the time for {@code stop}
 */
public record ComponentSettings(
        String id,
        String classname,
        String realm,
        JsonNode extra,
        List<Path> classpath,
        long startTimeoutMillis,
        long stopTimeoutMillis) {}
