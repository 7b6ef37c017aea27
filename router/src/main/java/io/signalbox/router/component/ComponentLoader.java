package io.signalbox.router.component;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Class loader of one component: searches the class path of the component first, and then that of the node. Classes that the
 * component and the node exchange always come from the node. Thread-safe.
 */
final class ComponentLoader extends URLClassLoader {
    private static final List<String> SHARED = List.of(
            "java.",
            "javax.",
            "jdk.",
            "org.slf4j.",
            "com.fasterxml.jackson.annotation.",
            "com.fasterxml.jackson.core.",
            "com.fasterxml.jackson.databind.",
            "io.signalbox.client.",
            "io.signalbox.protocol.");

    static {
        registerAsParallelCapable();
    }

    private ComponentLoader(String component, URL[] path, ClassLoader node) {
        super("component-" + component, path, node);
    }

    /**
     * Creates a loader.
     *
     * @param path jars, directories of classes, and directories of jars (ending with {@code /*})
     * @throws ComponentFailure if an entry does not exist; the message says what to do
     */
    static ComponentLoader of(String component, List<Path> path, ClassLoader node)
            throws ComponentFailure, IOException {
        List<URL> entries = new ArrayList<>();
        for (Path entry : path) {
            if (entry.endsWith("*")) {
                addJars(entry.getParent(), entries);
            } else if (Files.exists(entry)) {
                entries.add(url(entry));
            } else {
                throw new ComponentFailure(entry + " does not exist; add the file, or correct 'classpath'");
            }
        }
        return new ComponentLoader(component, entries.toArray(URL[]::new), node);
    }

    private static void addJars(Path directory, List<URL> entries) throws ComponentFailure, IOException {
        if (!Files.isDirectory(directory)) {
            throw new ComponentFailure(
                    "the directory " + directory + " does not exist; add it, or correct 'classpath'");
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                entries.add(url(jar));
            }
        }
    }

    private static URL url(Path entry) throws MalformedURLException {
        return entry.toUri().toURL();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = findHereOrAbove(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> findHereOrAbove(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            return getParent().loadClass(name);
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? getParent().getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = Collections.list(findResources(name));
        all.addAll(Collections.list(getParent().getResources(name)));
        return Collections.enumeration(all);
    }
}
