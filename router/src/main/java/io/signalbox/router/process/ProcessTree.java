package io.signalbox.router.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of this run of the node, descendants included. They have the variables {@code SIGNALBOX_TREE} and {@code
 * SIGNALBOX_WORKER} in their environment, which {@code /proc} shows: a process that has lost its parent is no descendant of the
 * node, and still has the variables. Immutable and thread-safe.
 */
final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

    /** Variable with the id of the run of the node. */
    static final String TREE = "SIGNALBOX_TREE";

    /** Variable with the id of the worker. */
    static final String WORKER = "SIGNALBOX_WORKER";

    private static final long POLL_MILLIS = 20;

    /** A process that forks while it is killed is found by the next look. */
    private static final int KILLS = 5;

    private final String id;
    private final Path proc;

    /**
     * @param id the id of this run of the node
     * @param proc the directory of processes, {@code /proc}
     */
    ProcessTree(String id, Path proc) {
        this.id = id;
        this.proc = proc;
    }

    /** Returns the variables of a process, sorted by name. */
    Map<String, String> environment(String worker) {
        return new TreeMap<>(Map.of(TREE, id, WORKER, worker));
    }

    String id() {
        return id;
    }

    /** Sends SIGKILL to all processes of a worker. */
    void kill(String worker) {
        List<ProcessHandle> left = of(worker);
        for (int i = 0; i < KILLS && !left.isEmpty(); i++) {
            left.forEach(ProcessHandle::destroyForcibly);
            left = of(worker);
        }
    }

    /** Waits for the end of the processes of a worker, and sends SIGKILL after the given time. */
    void awaitEnd(String worker, long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!of(worker).isEmpty() && System.nanoTime() - end < 0) {
            // ProcessHandle#onExit polls as well for a process that is no child of the node, less often and on a thread
            // for each.
            Thread.sleep(POLL_MILLIS);
        }
        kill(worker);
    }

    /** Returns the processes of a worker. */
    List<ProcessHandle> of(String worker) {
        Set<String> wanted = Set.of(TREE + "=" + id, WORKER + "=" + worker);
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (variables(process).containsAll(wanted)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("processes cannot be listed, as on systems without /proc", e);
        }
        return found;
    }

    /** Returns the variables of a process; empty for a process that has ended, and for one of another user. */
    private static Set<String> variables(Path process) {
        try {
            byte[] environ = Files.readAllBytes(process.resolve("environ"));
            return new HashSet<>(List.of(new String(environ, StandardCharsets.UTF_8).split("\0")));
        } catch (IOException e) {
            return Set.of();
        }
    }
}
