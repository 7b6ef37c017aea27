package io.signalbox.router.process;

import io.signalbox.router.session.Timers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervisor of the workers of a node that are no routers, in the order in which they were added. Ends them with the node.
 *
 * <p>Thread safety: all methods are thread-safe, except {@link #add}, which is called before {@link #start}.
 */
public final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Path PROC = Path.of("/proc");

    /** Time for the end of processes after SIGKILL. */
    private static final long KILL_MILLIS = 500;

    private final Timers timers;
    private final RandomGenerator random;
    private final Set<ShutdownTrigger> triggers;
    private final boolean startsAtOnce;
    private final ProcessTree tree = new ProcessTree(UUID.randomUUID().toString(), PROC);
    private final ExecutorService blocking = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("process").factory());
    private final List<Supervised> all = new ArrayList<>();
    private final List<DirectoryWatch> watches = new ArrayList<>();
    private final CompletableFuture<WorkerExit> shutdown = new CompletableFuture<>();
    private TreeWatcher watcher;

    /** @param output empty for a worker inside the node */
    private record Supervised(SupervisedProcess process, Optional<OutputLog> output, Optional<WatchSettings> watch) {
        Map<String, Long> counters() {
            return Map.of(
                    "running", process.isRunning() ? 1L : 0L,
                    "failed", process.hasFailed() ? 1L : 0L,
                    "starts", process.starts(),
                    "failures", process.failures(),
                    "outputLines", output.map(OutputLog::lines).orElse(0L),
                    "outputLinesCut", output.map(OutputLog::linesCut).orElse(0L),
                    "outputLinesDropped", output.map(OutputLog::linesDropped).orElse(0L));
        }
    }

    /**
     * @param triggers the exits that complete {@link #shutdownRequest}
     * @param startsAtOnce whether a start does not wait for the one before
     */
    public Supervisor(Timers timers, RandomGenerator random, Set<ShutdownTrigger> triggers, boolean startsAtOnce) {
        this.timers = timers;
        this.random = random;
        this.triggers = Set.copyOf(triggers);
        this.startsAtOnce = startsAtOnce;
    }

    /** Adds a program, not started. */
    public void add(Program program, RestartPolicy restart, OutputLimits limits, Optional<WatchSettings> watch) {
        OutputLog output = new OutputLog(program.worker(), limits, timers::nanoTime);
        ProgramLauncher launcher = new ProgramLauncher(program, tree, output, blocking);
        add(program.worker(), restart, program.stopTimeoutMillis(), launcher, Optional.of(output), watch);
    }

    /**
     * Adds a worker that runs inside the node, not started. No start follows its end.
     *
     * @param stopTimeoutMillis the time for an orderly end
     */
    public void add(String worker, Launcher launcher, long stopTimeoutMillis) {
        add(worker, RestartPolicy.NONE, stopTimeoutMillis, launcher, Optional.empty(), Optional.empty());
    }

    private void add(
            String worker,
            RestartPolicy restart,
            long stopTimeoutMillis,
            Launcher launcher,
            Optional<OutputLog> output,
            Optional<WatchSettings> watch) {
        SupervisedProcess process = new SupervisedProcess(
                new SupervisedProcess.Settings(worker, restart, stopTimeoutMillis),
                launcher,
                new SupervisedProcess.Surroundings(timers, blocking, random, this::exited));
        all.add(new Supervised(process, output, watch));
    }

    /** Starts all processes, each when the one before is ready or has failed. Does not wait for them. */
    public synchronized void start() {
        if (all.stream().anyMatch(one -> one.output().isPresent())) {
            watcher = TreeWatcher.start(tree);
        }
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (Supervised one : all) {
            one.watch().ifPresent(settings -> watch(one.process(), settings));
            before = startsAtOnce
                    ? one.process().start()
                    : before.thenCompose(ready -> one.process().start());
        }
    }

    private void watch(SupervisedProcess process, WatchSettings settings) {
        try {
            DirectoryWatch watch = new DirectoryWatch(
                    process.worker(), settings, changed -> process.restart(changed + " has changed"));
            watches.add(watch);
            watch.start();
        } catch (IOException e) {
            LOG.warn(
                    "worker={} directories cannot be watched ({}); raise the limit of inotify"
                            + " (fs.inotify.max_user_instances)",
                    process.worker(),
                    e.getMessage());
        }
    }

    private void exited(WorkerExit exit) {
        boolean isLast = all.stream().allMatch(one -> one.process().isOver());
        if (triggers.stream().anyMatch(trigger -> trigger.isPulledBy(exit, isLast))) {
            shutdown.complete(exit);
        }
    }

    /** Completed with the exit of a worker that has to stop the node. */
    public CompletableFuture<WorkerExit> shutdownRequest() {
        return shutdown;
    }

    /** Sends SIGTERM to all processes. Does not wait. */
    public synchronized void beginStop() {
        for (DirectoryWatch watch : watches) {
            try {
                watch.close();
            } catch (IOException e) {
                LOG.debug("a watch does not end", e);
            }
        }
        all.forEach(one -> one.process().stop());
    }

    /**
     * Waits for the end of all processes after {@link #beginStop}.
     *
     * @return whether all have ended
     */
    public boolean awaitEnd(long timeoutMillis) throws InterruptedException {
        CompletableFuture<?>[] ends =
                all.stream().map(one -> one.process().stop()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(timeoutMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all processes after {@link #beginStop}: SIGKILL to those that are left after the given time. */
    public void end(long timeoutMillis) throws InterruptedException, IOException {
        if (!awaitEnd(timeoutMillis)) {
            all.forEach(one -> one.process().kill());
            awaitEnd(KILL_MILLIS);
        }
        synchronized (this) {
            // The watcher looks for what is left.
            if (watcher != null) {
                watcher.close();
            }
        }
    }

    /** Returns the counters of a worker, by name. */
    public Map<String, Long> counters(String worker) {
        return all.stream()
                .filter(candidate -> candidate.process().worker().equals(worker))
                .findFirst()
                .orElseThrow()
                .counters();
    }
}
