package io.signalbox.router.process;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starter of a program of the operating system. Thread-safe. */
final class ProgramLauncher implements Launcher {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramLauncher.class);

    /** Time for the last lines of a process that has ended. */
    private static final long LAST_LINES_MILLIS = 1_000;

    private final Program program;
    private final ProcessTree tree;
    private final OutputLog output;
    private final Executor blocking;

    /** @param blocking runs tasks that block */
    ProgramLauncher(Program program, ProcessTree tree, OutputLog output, Executor blocking) {
        this.program = program;
        this.tree = tree;
        this.output = output;
        this.blocking = blocking;
    }

    @Override
    public Run launch() throws IOException {
        if (!Files.isDirectory(program.workdir())) {
            throw new IOException("the working directory " + program.workdir()
                    + " does not exist; create the directory, or correct 'workdir'");
        }
        List<String> command = new ArrayList<>();
        command.add(Executable.find(
                        program.executable(),
                        program.workdir(),
                        program.environment().get("PATH"))
                .toString());
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(TreeWatcher.inSession(command))
                .directory(program.workdir().toFile())
                .redirectOutput(target(program.streams().stdout()))
                .redirectError(target(program.streams().stderr()));
        builder.environment().clear();
        builder.environment().putAll(program.environment());
        builder.environment().putAll(tree.environment(program.worker()));
        return run(builder);
    }

    private Run run(ProcessBuilder builder) throws IOException {
        Process process = null;
        try {
            process = builder.start();
            return new ProgramRun(process);
        } catch (Throwable e) {
            // A process without a run has nobody who ends it: the system may have no thread left for its output.
            if (process != null) {
                process.destroyForcibly();
            }
            tree.kill(program.worker());
            throw e;
        }
    }

    private static Redirect target(Program.Output output) {
        return output == Program.Output.DROP ? Redirect.DISCARD : Redirect.PIPE;
    }

    @Override
    public ExitCodes exitCodes() {
        return switch (program.kind()) {
            case GUEST -> ExitCodes.OF_PROGRAM;
            case CONTAINER -> ExitCodes.OF_CONTAINER;
        };
    }

    @Override
    public List<String> lastLines() {
        return output.lastLines();
    }

    /** Phases of a run, in their order. */
    private enum Phase {
        RUNNING,
        /** SIGTERM has been sent: programs act differently at a second one. */
        TERMINATED,
        /** All processes have ended. The processes of the worker are those of the next run. */
        OVER
    }

    private final class ProgramRun implements Run {
        private final Process process;
        private final List<Thread> readers = new ArrayList<>();
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private final CompletableFuture<Integer> exit;

        /** Guarded by this, as each search for processes to be signalled: no search outlasts the run. */
        private Phase phase = Phase.RUNNING;

        ProgramRun(Process process) {
            this.process = process;
            if (program.kind() == Program.Kind.CONTAINER) {
                InputStream marked = process.getInputStream();
                readers.add(thread("stdout", () -> output.drainMarked("stdout", marked, () -> ready.complete(null))));
            } else {
                read("stdout", program.streams().stdout(), process.getInputStream());
                ready.complete(null);
            }
            read("stderr", program.streams().stderr(), process.getErrorStream());
            if (program.streams().input().length > 0 || program.streams().closesInput()) {
                thread("stdin", () -> write(process.getOutputStream()));
            }
            exit = process.onExit().thenApplyAsync(ended -> finish(), blocking);
        }

        private void read(String name, Program.Output treatment, InputStream in) {
            switch (treatment) {
                case CLOSE -> close(in);
                case LOG -> readers.add(thread(name, () -> output.drain(name, in)));
                case DROP -> {}
            }
        }

        private Thread thread(String name, Runnable task) {
            return Thread.ofPlatform()
                    .daemon()
                    .name(program.worker() + "-" + name)
                    .start(task);
        }

        /** A program that does not read its input makes the write wait. */
        private void write(OutputStream out) {
            try {
                out.write(program.streams().input());
                out.flush();
                if (program.streams().closesInput()) {
                    out.close();
                }
            } catch (IOException e) {
                LOG.debug("worker={} has ended without reading its input", program.worker(), e);
            }
        }

        /** Ends what the process has left behind, and waits for its last lines. Returns the exit code. */
        private int finish() {
            try {
                int left = signalOnce();
                if (left > 0) {
                    LOG.warn(
                            "worker={} has left {} processes behind, which are ended; let the program run in the"
                                    + " foreground",
                            program.worker(),
                            left);
                }
                tree.awaitEnd(program.worker(), program.stopTimeoutMillis());
                for (Thread reader : readers) {
                    reader.join(LAST_LINES_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                over();
            }
            List.of(process.getInputStream(), process.getErrorStream(), process.getOutputStream())
                    .forEach(this::close);
            output.reportDrops();
            return process.exitValue();
        }

        private void close(Closeable stream) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.debug("worker={} a stream of an ended process", program.worker(), e);
            }
        }

        private synchronized void over() {
            phase = Phase.OVER;
        }

        /** Sends SIGTERM, unless it has been sent before. Returns the number of processes. */
        private synchronized int signalOnce() {
            if (phase != Phase.RUNNING) {
                return 0;
            }
            phase = Phase.TERMINATED;
            return signal(false);
        }

        /** Signals each process of the worker once. Returns their number. */
        private int signal(boolean kills) {
            Set<ProcessHandle> all = new HashSet<>(tree.of(program.worker()));
            if (process.isAlive()) {
                all.add(process.toHandle());
            }
            all.forEach(kills ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
            return all.size();
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public CompletableFuture<Void> ready() {
            return ready;
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }

        @Override
        public void terminate() {
            signalOnce();
        }

        @Override
        public synchronized void kill() {
            if (phase != Phase.OVER) {
                signal(true);
                tree.kill(program.worker());
            }
        }
    }
}
