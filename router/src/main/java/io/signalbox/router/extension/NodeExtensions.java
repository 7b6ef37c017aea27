package io.signalbox.router.extension;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Lookup of the extensions on the class path. Loads no class of an extension before the first lookup. Not thread-safe. */
public final class NodeExtensions {
    private ServiceLoader<NodeExtension> loader;

    /** Returns the extension that has a path service of this type. */
    public Optional<NodeExtension> ofPathService(String type) {
        return find(extension -> extension.pathServices().contains(type));
    }

    /** Returns the extension that has a connection of this type. */
    public Optional<NodeExtension> ofConnection(String type) {
        return find(extension -> extension.connections().contains(type));
    }

    private Optional<NodeExtension> find(Predicate<NodeExtension> hasType) {
        if (loader == null) {
            loader = ServiceLoader.load(NodeExtension.class, NodeExtension.class.getClassLoader());
        }
        for (NodeExtension extension : loader) {
            if (hasType.test(extension)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
