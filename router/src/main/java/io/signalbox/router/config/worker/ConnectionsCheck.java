package io.signalbox.router.config.worker;

import io.signalbox.router.extension.NodeExtensions;
import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Check of the connections of a router worker, which extensions of the node open. Not thread-safe. */
public final class ConnectionsCheck {
    private final NodeExtensions extensions = new NodeExtensions();
    private final Path directory;

    /** @param directory the directory of relative paths */
    public ConnectionsCheck(Path directory) {
        this.directory = directory;
    }

    /** Checks the elements of {@code connections} of one worker. */
    public void check(List<ConfigItem> connections) {
        Map<String, List<ConfigItem>> byType = new LinkedHashMap<>();
        for (ConfigItem connection : connections) {
            byType.computeIfAbsent(connection.member("type").text(), type -> new ArrayList<>())
                    .add(connection);
        }
        byType.forEach((type, ofType) -> extensions
                .ofConnection(type)
                .ifPresentOrElse(
                        extension -> extension.checkConnections(ofType, directory),
                        () -> ofType.forEach(connection -> connection.refuse(
                                "the extension with the connection '" + type + "' is not on the class path",
                                "add its jar to ROUTER_CLASSPATH, or remove the connection"))));
    }
}
