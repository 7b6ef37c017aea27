package io.signalbox.router.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watch of directories and of all directories in them: reports a change when no further one has followed for a while. Leaves out
 * names that begin with a dot, and directories that programs write to when they run, such as {@code __pycache__}. One thread of
 * its own; {@link #close} is thread-safe.
 */
final class DirectoryWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final Set<String> LEFT_OUT = Set.of("__pycache__", "node_modules");

    /** Changes without a pause are reported after this number of quiet times. */
    private static final int MOST_QUIET_TIMES = 10;

    private final String worker;
    private final WatchSettings settings;
    private final Consumer<Path> changes;
    private final WatchService service;
    private final Set<WatchKey> watched = new HashSet<>();

    /** @param changes accepts the last changed file of each report, on the thread of the watch */
    DirectoryWatch(String worker, WatchSettings settings, Consumer<Path> changes) throws IOException {
        this.worker = worker;
        this.settings = settings;
        this.changes = changes;
        this.service = settings.directories().getFirst().getFileSystem().newWatchService();
    }

    /** Begins to watch. Changes after the return are reported. */
    void start() {
        settings.directories().forEach(this::add);
        Thread.ofPlatform().daemon().name(worker + "-watch").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Path changed = changeOf(service.take());
                if (changed != null) {
                    changes.accept(lastOf(changed));
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("worker={} the watch ends", worker);
        }
    }

    /** Returns the last changed file, when the directories have been quiet. */
    private Path lastOf(Path first) throws InterruptedException {
        Path changed = first;
        long quietNanos = TimeUnit.SECONDS.toNanos(settings.timeoutSeconds());
        long latest = System.nanoTime() + MOST_QUIET_TIMES * quietNanos;
        long end = System.nanoTime() + quietNanos;
        for (long left = quietNanos; left > 0; left = Math.min(end, latest) - System.nanoTime()) {
            WatchKey key = service.poll(left, TimeUnit.NANOSECONDS);
            Path another = key == null ? null : changeOf(key);
            if (another != null) {
                changed = another;
                end = System.nanoTime() + quietNanos;
            }
        }
        return changed;
    }

    /** Returns a changed file of a directory, or null if none counts. Watches new directories. */
    private Path changeOf(WatchKey key) {
        Path directory = (Path) key.watchable();
        Path changed = null;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                // Some changes are not known by name, new directories among them.
                add(directory);
                changed = directory;
                continue;
            }
            Path file = directory.resolve((Path) event.context());
            if (isLeftOut(file)) {
                continue;
            }
            if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(file)) {
                add(file);
            }
            changed = file;
        }
        if (!key.reset()) {
            watched.remove(key);
        }
        return changed;
    }

    private void add(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    if (!directory.equals(root) && isLeftOut(directory)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (watched.size() >= settings.maxDirectories()) {
                        LOG.warn(
                                "worker={} watches {} directories and no more, {} is not watched; name fewer"
                                        + " directories, or raise 'max_directories'",
                                worker,
                                watched.size(),
                                directory);
                        return FileVisitResult.TERMINATE;
                    }
                    watched.add(directory.register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(root)) {
                        throw e;
                    }
                    // A file that was there a moment ago.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn(
                    "worker={} {} cannot be watched ({}); create the directory, or raise the limit of inotify"
                            + " (fs.inotify.max_user_watches)",
                    worker,
                    root,
                    e.toString());
        }
    }

    private static boolean isLeftOut(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || LEFT_OUT.contains(name);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
