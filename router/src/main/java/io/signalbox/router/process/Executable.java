package io.signalbox.router.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Search for the file of a program: in the working directory, then in the directories of PATH. Stateless. */
public final class Executable {
    private static final String NO_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Executable() {}

    /**
     * Returns the file of a program.
     *
     * @param name a name, or a path
     * @param path the value of PATH; null for the usual directories
     * @throws IOException if there is no such file, or the file is not executable; the message says how to mend it
     */
    public static Path find(String name, Path workdir, String path) throws IOException {
        List<Path> candidates;
        try {
            Path relative = workdir.resolve(name);
            candidates = name.indexOf('/') >= 0
                    ? List.of(relative)
                    : Stream.concat(
                                    Stream.of(relative),
                                    Stream.of((path == null ? NO_PATH : path).split(":"))
                                            .filter(directory -> !directory.isEmpty())
                                            .map(directory -> Path.of(directory, name)))
                            .toList();
        } catch (InvalidPathException e) {
            throw new IOException("the executable '" + name + "' is not a path on this machine; correct the name", e);
        }
        Path unusable = null;
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    return candidate.toAbsolutePath();
                }
                unusable = unusable == null ? candidate : unusable;
            }
        }
        if (unusable != null) {
            throw new IOException("the file " + unusable + " is not executable; change its mode (chmod +x)");
        }
        throw new IOException(
                name.indexOf('/') >= 0
                        ? "the executable " + candidates.getFirst() + " does not exist; correct 'executable'"
                        : "the executable '" + name + "' is neither in " + workdir
                                + " nor in a directory of PATH; install the program, or write its path");
    }
}
