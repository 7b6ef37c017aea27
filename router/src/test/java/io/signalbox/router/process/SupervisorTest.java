package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.process.Program.Output;
import io.signalbox.router.process.RestartPolicy.Policy;
import io.signalbox.router.realm.ScheduledTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Supervisor of real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(2 * Patience.SECONDS)
class SupervisorTest {
    private static final String FOREVER = "; while true; do sleep 1; done";

    @TempDir
    private Path directory;

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private Supervisor supervisor = supervisor(Set.of());

    private Supervisor supervisor(Set<ShutdownTrigger> triggers) {
        return new Supervisor(new ScheduledTimers(scheduler), new Random(1), triggers, false);
    }

    @AfterEach
    void end_the_processes() throws IOException, InterruptedException {
        supervisor.beginStop();
        supervisor.end(1);
        scheduler.shutdownNow();
    }

    private void add(String worker, String script, Policy policy, Optional<WatchSettings> watch) {
        supervisor.add(
                new Program(
                        worker,
                        Program.Kind.GUEST,
                        "sh",
                        List.of("-c", script),
                        directory,
                        Map.of("PATH", "/usr/bin:/bin"),
                        new Program.Streams(new byte[0], true, Output.LOG, Output.LOG),
                        Patience.MILLIS),
                new RestartPolicy(policy, 1_000, 2, 60_000, 0, 0, 60_000),
                new OutputLimits(8192, 200),
                watch);
    }

    private void add(String worker, String script) {
        add(worker, script, Policy.NEVER, Optional.empty());
    }

    private void awaitCounter(String worker, String counter, long value) {
        Patience.await()
                .untilAsserted(() -> assertThat(supervisor.counters(worker)).containsEntry(counter, value));
    }

    @Test
    void processes_start_in_order_and_one_that_fails_does_not_hold_the_others() {
        add("guest1", "exit 1");
        supervisor.add(
                new Program(
                        "guest2",
                        Program.Kind.GUEST,
                        "/no/such/program",
                        List.of(),
                        directory,
                        Map.of(),
                        new Program.Streams(new byte[0], true, Output.LOG, Output.LOG),
                        2_000),
                new RestartPolicy(Policy.NEVER, 1_000, 2, 60_000, 0, 0, 60_000),
                new OutputLimits(8192, 200),
                Optional.empty());
        add("guest3", "echo here" + FOREVER);
        supervisor.start();
        awaitCounter("guest3", "outputLines", 1);
        // The first line may come before the launcher has returned.
        awaitCounter("guest3", "running", 1);
        awaitCounter("guest1", "failed", 1);
        assertThat(supervisor.counters("guest2")).containsEntry("failed", 1L).containsEntry("running", 0L);
        assertThat(supervisor.counters("guest3")).containsEntry("starts", 1L);
        assertThat(supervisor.shutdownRequest()).isNotDone();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_worker_that_is_not_ready_holds_the_next_one_unless_all_start_at_once(boolean startsAtOnce) {
        supervisor = new Supervisor(new ScheduledTimers(scheduler), new Random(1), Set.of(), startsAtOnce);
        ScriptedLauncher slow = new ScriptedLauncher();
        slow.isReadyAtOnce = false;
        ScriptedLauncher next = new ScriptedLauncher();
        supervisor.add("slow", slow, 1_000);
        supervisor.add("next", next, 1_000);
        supervisor.start();
        awaitCounter("slow", "starts", 1);
        if (!startsAtOnce) {
            assertThat(supervisor.counters("next")).containsEntry("starts", 0L);
            Patience.await().until(() -> !slow.runs.isEmpty());
            slow.last().ready.complete(null);
        }
        awaitCounter("next", "starts", 1);
        Patience.await().until(() -> !slow.runs.isEmpty() && !next.runs.isEmpty());
        slow.last().exit.complete(0);
        next.last().exit.complete(0);
    }

    @Test
    void a_change_of_a_watched_file_restarts_the_program() throws IOException {
        Path sources = Files.createDirectories(directory.resolve("src/inner"));
        add(
                "guest1",
                "echo here" + FOREVER,
                Policy.NEVER,
                Optional.of(
                        new WatchSettings(List.of(directory.resolve("src")), WatchSettings.Action.RESTART, 0, 100)));
        supervisor.start();
        awaitCounter("guest1", "outputLines", 1);
        // A change while the program begins has no effect.
        awaitCounter("guest1", "running", 1);
        Files.writeString(sources.resolve("app.py"), "1");
        // The creation of a file and the writing to it may be two changes.
        Patience.await().untilAsserted(() -> {
            assertThat(supervisor.counters("guest1").get("starts")).isGreaterThan(1);
            assertThat(supervisor.counters("guest1").get("outputLines")).isGreaterThan(1);
        });
    }

    @Test
    void each_trigger_is_pulled_by_the_exits_that_its_name_says() {
        WorkerExit clean = new WorkerExit("guest1", false);
        WorkerExit failed = new WorkerExit("guest1", true);
        assertThat(ShutdownTrigger.SHUTDOWN_ON_SHUTDOWN_REQUESTED.isPulledBy(failed, true))
                .isFalse();
        assertThat(ShutdownTrigger.SHUTDOWN_ON_WORKER_EXIT.isPulledBy(clean, false))
                .isTrue();
        assertThat(ShutdownTrigger.SHUTDOWN_ON_WORKER_EXIT_WITH_ERROR.isPulledBy(clean, true))
                .isFalse();
        assertThat(ShutdownTrigger.SHUTDOWN_ON_WORKER_EXIT_WITH_ERROR.isPulledBy(failed, false))
                .isTrue();
        assertThat(ShutdownTrigger.SHUTDOWN_ON_LAST_WORKER_EXIT.isPulledBy(failed, false))
                .isFalse();
        assertThat(ShutdownTrigger.SHUTDOWN_ON_LAST_WORKER_EXIT.isPulledBy(clean, true))
                .isTrue();
    }

    @Test
    void the_last_exit_is_the_one_after_which_no_process_runs_or_waits() throws Exception {
        supervisor = supervisor(Set.of(ShutdownTrigger.SHUTDOWN_ON_LAST_WORKER_EXIT));
        Path gate = directory.resolve("gate");
        assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor())
                .isZero();
        add("guest1", "cat gate");
        add("guest2", "exit 1");
        supervisor.start();
        awaitCounter("guest2", "failed", 1);
        assertThat(supervisor.shutdownRequest()).isNotDone();
        Files.writeString(gate, "go");
        assertThat(supervisor.shutdownRequest().get(Patience.SECONDS, TimeUnit.SECONDS))
                .isEqualTo(new WorkerExit("guest1", false));
    }

    @Test
    void a_stop_ends_all_processes_also_those_that_ignore_sigterm() throws Exception {
        add("guest1", "trap '' TERM; echo here" + FOREVER, Policy.ALWAYS, Optional.empty());
        add("guest2", "echo here" + FOREVER, Policy.ALWAYS, Optional.empty());
        supervisor.start();
        awaitCounter("guest1", "outputLines", 1);
        awaitCounter("guest2", "outputLines", 1);
        supervisor.beginStop();
        assertThat(supervisor.awaitEnd(1)).isFalse();
        supervisor.end(1);
        assertThat(supervisor.awaitEnd(Patience.MILLIS)).isTrue();
        assertThat(supervisor.counters("guest1")).containsEntry("running", 0L).containsEntry("starts", 1L);
    }
}
