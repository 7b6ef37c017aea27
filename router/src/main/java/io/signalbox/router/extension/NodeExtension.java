package io.signalbox.router.extension;

import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Extension of a node by services on the paths of a port, and by connections to other servers. The schema of the node has the items;
 * the extension has their records. Found by {@link java.util.ServiceLoader}, and only if a configuration has an item of an extension.
 */
public interface NodeExtension {

    /** Returns the values of {@code type} of the path services. */
    Set<String> pathServices();

    /** Returns the values of {@code type} of the connections of a worker. */
    Set<String> connections();

    /**
     * Checks the rules for an item that its schema cannot express, and refuses what breaks a rule.
     *
     * @param item a path service, whose members the schema has checked
     * @param directory the directory of relative paths
     */
    void check(ConfigItem item, Path directory);

    /**
     * Checks the rules for connections that their schema cannot express, and refuses what breaks a rule.
     *
     * @param connections the connections of one worker, whose members the schema has checked
     * @param directory the directory of relative paths
     */
    void checkConnections(List<ConfigItem> connections, Path directory);

    /** Returns the part of a node that serves the items. The node has at least one item. */
    RunningExtension assemble(ExtendedNode node);
}
