package io.signalbox.router.config.worker;

import io.signalbox.router.bridge.RestBridge;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipFile;

/**
 * Check of the class path of a component: what is missing is a warning, because it may come to exist before the node starts.
 * Loads no class. Not thread-safe.
 */
public final class ComponentCheck {
    private static final String ANY_JAR = "*";

    private final Path directory;

    /** @param directory the directory of relative paths */
    public ComponentCheck(Path directory) {
        this.directory = directory;
    }

    /** Checks an element of {@code components}. */
    public void check(ConfigItem component) {
        ConfigItem classpath = component.member("classpath");
        ConfigItem classname = component.member("classname");
        if (classpath.isEmpty() || !classpath.isWhole() || !classname.isPresent()) {
            return;
        }
        boolean isFound = RestBridge.named(classname.text()).isPresent();
        boolean isComplete = true;
        for (ConfigItem entry : classpath.elements()) {
            Optional<Path> path = entry.path(directory);
            if (path.isEmpty()) {
                return;
            }
            boolean isDirectoryOfJars = path.get().endsWith(ANY_JAR);
            Path file = isDirectoryOfJars ? path.get().getParent() : path.get();
            if (!Files.exists(file)) {
                entry.warn(
                        file + " does not exist",
                        "add it, or correct the path; the component fails to start until then");
                isComplete = false;
            }
            isFound |= isDirectoryOfJars || has(file, classFile(classname.text()));
        }
        if (isComplete && !isFound) {
            classname.warn(
                    "'classpath' has no class " + Quoted.text(classname.text()),
                    "add its jar to 'classpath', or correct the name; the component fails to start until then");
        }
    }

    static String classFile(String classname) {
        return classname.replace('.', '/') + ".class";
    }

    private static boolean has(Path entry, String classFile) {
        if (Files.isDirectory(entry)) {
            return Files.exists(entry.resolve(classFile));
        }
        try (ZipFile jar = new ZipFile(entry.toFile())) {
            return jar.getEntry(classFile) != null;
        } catch (IOException e) {
            // Not a jar, which has no class.
            return false;
        }
    }
}
