package io.signalbox.router.process;

import io.signalbox.router.process.RestartHistory.Next;
import io.signalbox.router.session.Timers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State machine of the process of one worker: starts the process, starts it again after an exit or a change of its files, and
 * ends it.
 *
 * <pre>
 * NEW ------ start -------> STARTING -- ready --> RUNNING -- restart --> RESTARTING -- exit --> STARTING
 *                              ^   |                 |                        |
 *                              |   +------ exit -----+                        +-- a storm of restarts --> FAILED
 *                              |            |
 *              delay, restart  |            +-- a start follows ---> BACKOFF
 *   BACKOFF, STOPPED, FAILED --+            +-- exit code 0 -------> STOPPED
 *                                           +-- anything else -----> FAILED
 *
 * any state -- stop --> STOPPING -- exit --> ENDED
 * </pre>
 *
 * <p>Thread safety: all methods are thread-safe. No method blocks: the executor runs what blocks.
 */
final class SupervisedProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedProcess.class);

    private final Settings settings;
    private final Launcher launcher;
    private final Surroundings surroundings;
    private final RestartHistory history;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Written with the monitor of this object only. */
    private volatile State state = State.NEW;

    // Guarded by this.
    private Launcher.Run run;
    private Timers.Timeout timeout = () -> {};
    private long startNanos;
    private long starts;
    private long failures;

    /** States of a process. */
    private enum State {
        NEW,
        STARTING,
        RUNNING,
        RESTARTING,
        BACKOFF,
        STOPPED,
        FAILED,
        STOPPING,
        ENDED
    }

    /**
     * Settings of a process.
     *
     * @param worker id of the worker
     * @param stopTimeoutMillis the time from SIGTERM to SIGKILL
     */
    record Settings(String worker, RestartPolicy restart, long stopTimeoutMillis) {}

    /**
     * What a process needs of the node.
     *
     * @param blocking runs tasks that block
     * @param random the source of jitter
     * @param exits accepts each exit that no start follows; must not block
     */
    record Surroundings(Timers timers, Executor blocking, RandomGenerator random, Consumer<WorkerExit> exits) {}

    /** End of a run, or the failure to begin one, in words. */
    private record Outcome(boolean failure, boolean isFinal, String text) {
        static Outcome ofExit(int code, ExitCodes codes) {
            return new Outcome(code != 0, codes.isFinal(code), "exit code " + code + codes.meaning(code));
        }

        static Outcome ofFailedStart(String text) {
            return new Outcome(true, false, text);
        }
    }

    SupervisedProcess(Settings settings, Launcher launcher, Surroundings surroundings) {
        this.settings = settings;
        this.launcher = launcher;
        this.surroundings = surroundings;
        this.history = new RestartHistory(settings.restart(), surroundings.random());
    }

    /** Starts the process. The result is completed when the process is ready, or when the first start has failed. */
    synchronized CompletableFuture<Void> start() {
        if (state == State.NEW) {
            launch();
        }
        return firstStart;
    }

    /**
     * Starts the process anew because of a change. Has no effect while the process begins or ends, and while ten starts in a
     * row are a storm.
     */
    synchronized void restart(String reason) {
        switch (state) {
            case STARTING, RUNNING -> {
                if (run != null) {
                    LOG.info("worker={} restarts: {}", settings.worker(), reason);
                    state = State.RESTARTING;
                    endRun();
                }
            }
            case BACKOFF -> {
                LOG.info("worker={} starts: {}", settings.worker(), reason);
                timeout.cancel();
                launch();
            }
            case STOPPED, FAILED -> {
                if (!history.isStorm(surroundings.timers().nanoTime())) {
                    LOG.info("worker={} starts: {}", settings.worker(), reason);
                    history.clear();
                    launch();
                }
            }
            case NEW, RESTARTING, STOPPING, ENDED -> {}
        }
    }

    /** Ends the process for good. The result is completed when all its processes have ended. */
    synchronized CompletableFuture<Void> stop() {
        switch (state) {
            case NEW, BACKOFF, STOPPED, FAILED -> {
                timeout.cancel();
                ended();
            }
            case STARTING, RUNNING -> {
                state = State.STOPPING;
                if (run != null) {
                    endRun();
                }
            }
            // SIGTERM has been sent.
            case RESTARTING -> state = State.STOPPING;
            case STOPPING, ENDED -> {}
        }
        return end;
    }

    /** Ends the process by SIGKILL, after {@link #stop}. */
    synchronized void kill() {
        if (run != null) {
            surroundings.blocking().execute(run::kill);
        }
    }

    /** Returns whether no start follows the last exit. */
    boolean isOver() {
        return switch (state) {
            case STOPPED, FAILED, ENDED -> true;
            case NEW, STARTING, RUNNING, RESTARTING, BACKOFF, STOPPING -> false;
        };
    }

    String worker() {
        return settings.worker();
    }

    synchronized long starts() {
        return starts;
    }

    synchronized long failures() {
        return failures;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean hasFailed() {
        return state == State.FAILED;
    }

    private void launch() {
        state = State.STARTING;
        startNanos = surroundings.timers().nanoTime();
        history.started(startNanos);
        starts++;
        surroundings.blocking().execute(this::runLauncher);
    }

    private void runLauncher() {
        try {
            launched(launcher.launch());
        } catch (IOException e) {
            exited(Outcome.ofFailedStart(e.getMessage()));
        } catch (Throwable e) {
            LOG.error("worker={} a start failed", settings.worker(), e);
            exited(Outcome.ofFailedStart(e.toString()));
        }
    }

    private synchronized void launched(Launcher.Run launched) {
        run = launched;
        LOG.info("worker={} process={} started", settings.worker(), launched.pid());
        launched.exit()
                .thenAcceptAsync(code -> exited(Outcome.ofExit(code, launcher.exitCodes())), surroundings.blocking());
        if (state == State.STOPPING) {
            endRun();
        } else {
            launched.ready().whenCompleteAsync((nothing, failure) -> ready(launched, failure), surroundings.blocking());
        }
    }

    private synchronized void ready(Launcher.Run launched, Throwable failure) {
        if (state != State.STARTING || run != launched) {
            return;
        }
        if (failure == null) {
            state = State.RUNNING;
            firstStart.complete(null);
        } else {
            LOG.error("worker={} is not ready: {}; it is ended", settings.worker(), failure.getMessage());
            endRun();
        }
    }

    /** Sends SIGTERM, and SIGKILL after the time of a stop. */
    private void endRun() {
        Launcher.Run ending = run;
        surroundings.blocking().execute(ending::terminate);
        timeout.cancel();
        timeout = surroundings
                .timers()
                .after(TimeUnit.MILLISECONDS.toNanos(settings.stopTimeoutMillis()), () -> killLate(ending));
    }

    private synchronized void killLate(Launcher.Run ending) {
        if (run == ending) {
            LOG.warn(
                    "worker={} has not ended {} ms after SIGTERM and is killed; let the program end at SIGTERM, or raise"
                            + " 'stop_timeout'",
                    settings.worker(),
                    settings.stopTimeoutMillis());
            surroundings.blocking().execute(ending::kill);
        }
    }

    private synchronized void exited(Outcome outcome) {
        run = null;
        timeout.cancel();
        switch (state) {
            case STOPPING -> ended();
            case RESTARTING -> {
                if (history.isStorm(surroundings.timers().nanoTime())) {
                    giveUp(outcome, "10 starts in a row because of changed files; let the program write elsewhere");
                } else {
                    launch();
                }
            }
            case STARTING, RUNNING -> decide(outcome);
            case NEW, BACKOFF, STOPPED, FAILED, ENDED ->
                throw new IllegalStateException("an exit in the state " + state);
        }
    }

    private void decide(Outcome outcome) {
        failures += outcome.failure() ? 1 : 0;
        long now = surroundings.timers().nanoTime();
        if (outcome.isFinal() || !settings.restart().appliesTo(outcome.failure())) {
            if (outcome.failure()) {
                giveUp(outcome, outcome.isFinal() ? "it has ended itself" : "'options.restart' allows no restart");
            } else {
                LOG.info("worker={} has ended: {}", settings.worker(), outcome.text());
                over(State.STOPPED, outcome);
            }
            return;
        }
        switch (history.ended(now)) {
            case Next.Restart next -> {
                LOG.warn(
                        "worker={} has ended after {} ms: {}; restart {} in a row follows in {} ms",
                        settings.worker(),
                        TimeUnit.NANOSECONDS.toMillis(now - startNanos),
                        outcome.text(),
                        history.restarts(),
                        TimeUnit.NANOSECONDS.toMillis(next.delayNanos()));
                state = State.BACKOFF;
                timeout = surroundings.timers().after(next.delayNanos(), this::delayHasPassed);
                firstStart.complete(null);
            }
            case Next.GiveUp end -> giveUp(outcome, end.reason());
        }
    }

    private synchronized void delayHasPassed() {
        if (state == State.BACKOFF) {
            launch();
        }
    }

    private void giveUp(Outcome outcome, String reason) {
        List<String> lines = launcher.lastLines();
        LOG.error(
                "worker={} has failed: {}; it is not started again: {}{}",
                settings.worker(),
                outcome.text(),
                reason,
                lines.isEmpty() ? "" : "; its last lines:\n    " + String.join("\n    ", lines));
        over(State.FAILED, outcome);
    }

    private void over(State last, Outcome outcome) {
        state = last;
        firstStart.complete(null);
        surroundings.exits().accept(new WorkerExit(settings.worker(), outcome.failure()));
    }

    private void ended() {
        state = State.ENDED;
        firstStart.complete(null);
        end.complete(null);
    }
}
