package io.signalbox.router.extension;

import java.util.Optional;
import java.util.ServiceLoader;

/** Lookup of the extensions on the class path. Loads no class of an extension before the first lookup. Not thread-safe. */
public final class NodeExtensions {
    private ServiceLoader<NodeExtension> loader;

    /** Returns the extension that has a path service of this type. */
    public Optional<NodeExtension> ofPathService(String type) {
        if (loader == null) {
            loader = ServiceLoader.load(NodeExtension.class, NodeExtension.class.getClassLoader());
        }
        for (NodeExtension extension : loader) {
            if (extension.pathServices().contains(type)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
