package io.signalbox.router.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Process that ends all processes of this run of the node when the node is gone, even after SIGKILL. Its standard input is a pipe
 * whose other end the node holds; the pipe ends with the node. Thread-safe.
 */
final class TreeWatcher implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TreeWatcher.class);
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /** $1 is the variable of the processes, with its value; $2 the seconds from SIGTERM to SIGKILL. */
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            cat > /dev/null
            send() {
                none=yes
                for file in $(grep -lsF "$2" /proc/[0-9]*/environ); do
                    pid=${file#/proc/}
                    kill -s "$1" "${pid%/environ}" 2> /dev/null && none=
                done
                [ -z "$none" ]
            }
            send TERM "$1" || exit 0
            left=$2
            while [ "$left" -gt 0 ] && send 0 "$1"; do
                sleep 1
                left=$((left - 1))
            done
            for i in 1 2 3 4 5; do
                send KILL "$1" || exit 0
            done
            """;

    private static final int GRACE_SECONDS = 2;

    private final Process process;
    private volatile boolean closed;

    private TreeWatcher(Process process) {
        this.process = process;
    }

    /**
     * Starts the watcher.
     *
     * @return null if it cannot be started, which is logged
     */
    static TreeWatcher start(ProcessTree tree) {
        ProcessBuilder builder = new ProcessBuilder(inSession(List.of(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "signalbox-watcher",
                        ProcessTree.TREE + "=" + tree.id(),
                        Integer.toString(GRACE_SECONDS))))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        try {
            TreeWatcher watcher = new TreeWatcher(builder.start());
            watcher.process.onExit().thenRun(watcher::ended);
            return watcher;
        } catch (IOException e) {
            LOG.warn(
                    "the watcher of processes cannot be started ({}): processes of workers survive a kill -9 of the node",
                    e.getMessage());
            return null;
        }
    }

    /** Returns a command that runs in a session of its own, so that Ctrl-C in a terminal reaches the node only. */
    static List<String> inSession(List<String> command) {
        List<String> own = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            own.add(SETSID.toString());
        }
        own.addAll(command);
        return own;
    }

    private void ended() {
        if (!closed) {
            LOG.warn(
                    "the watcher of processes was ended: processes of workers survive a kill -9 of the node; restart the"
                            + " node when that matters");
        }
    }

    /** Lets the watcher end what is left, and end itself. */
    @Override
    public void close() throws IOException {
        closed = true;
        process.getOutputStream().close();
    }
}
