package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.process.RestartPolicy.Policy;
import io.signalbox.router.realm.ManualTimers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SupervisedProcessTest {
    private final ManualTimers timers = new ManualTimers();
    private final ScriptedLauncher launcher = new ScriptedLauncher();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<WorkerExit> exits = new ArrayList<>();

    private SupervisedProcess process(Policy policy) {
        return process(new RestartPolicy(policy, 1_000, 2, 60_000, 0, 0, 60_000));
    }

    private SupervisedProcess process(RestartPolicy restart) {
        return new SupervisedProcess(
                new SupervisedProcess.Settings("guest1", restart, 2_000),
                launcher,
                new SupervisedProcess.Surroundings(timers, tasks::add, new Random(1), exits::add));
    }

    /** Runs what blocks. */
    private void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private SupervisedProcess started(Policy policy) {
        SupervisedProcess process = process(policy);
        process.start();
        settle();
        assertThat(process.isRunning()).isTrue();
        return process;
    }

    private void exit(int code) {
        launcher.last().exit.complete(code);
        settle();
    }

    private void advance(long millis) {
        timers.advance(Duration.ofMillis(millis));
        settle();
    }

    @Test
    void without_a_restart_an_exit_with_zero_is_a_stop_and_any_other_a_failure() {
        SupervisedProcess first = started(Policy.NEVER);
        exit(0);
        assertThat(first.isOver()).isTrue();
        assertThat(first.hasFailed()).isFalse();
        SupervisedProcess second = started(Policy.NEVER);
        exit(3);
        assertThat(second.hasFailed()).isTrue();
        assertThat(exits).containsExactly(new WorkerExit("guest1", false), new WorkerExit("guest1", true));
        advance(3_600_000);
        assertThat(launcher.runs).hasSize(2);
    }

    @Test
    void a_container_that_ends_itself_is_not_started_again_and_one_that_dies_is() {
        launcher.codes = ExitCodes.OF_CONTAINER;
        SupervisedProcess process = started(Policy.ALWAYS);
        exit(3);
        advance(1_000);
        assertThat(process.isRunning()).isTrue();
        exit(ExitCodes.COMPONENT_FAILED);
        assertThat(process.hasFailed()).isTrue();
        assertThat(exits).containsExactly(new WorkerExit("guest1", true));
        assertThat(ExitCodes.OF_CONTAINER.meaning(3)).contains("the heap is full");
        assertThat(ExitCodes.OF_PROGRAM.meaning(3)).isEmpty();
        assertThat(ExitCodes.OF_CONTAINER.meaning(137)).isEqualTo(" (SIGKILL)");
    }

    @Test
    void on_failure_starts_again_after_a_failure_only() {
        SupervisedProcess process = started(Policy.ON_FAILURE);
        exit(1);
        assertThat(process.isRunning()).isFalse();
        assertThat(process.isOver()).isFalse();
        advance(999);
        assertThat(launcher.runs).hasSize(1);
        advance(1);
        assertThat(launcher.runs).hasSize(2);
        exit(0);
        assertThat(process.isOver()).isTrue();
        assertThat(process.starts()).isEqualTo(2);
        assertThat(process.failures()).isEqualTo(1);
        assertThat(exits).containsExactly(new WorkerExit("guest1", false));
    }

    @Test
    void always_starts_again_after_every_exit_with_growing_delays() {
        started(Policy.ALWAYS);
        exit(0);
        advance(1_000);
        exit(0);
        advance(1_999);
        assertThat(launcher.runs).hasSize(2);
        advance(1);
        assertThat(launcher.runs).hasSize(3);
        assertThat(exits).isEmpty();
    }

    @Test
    void a_start_that_fails_is_tried_again_as_an_exit_is() {
        launcher.failure = new IOException("no such program");
        SupervisedProcess process = process(Policy.ON_FAILURE);
        CompletableFuture<Void> first = process.start();
        settle();
        assertThat(first).isCompleted();
        assertThat(process.isRunning()).isFalse();
        launcher.failure = null;
        advance(1_000);
        assertThat(process.isRunning()).isTrue();
    }

    @Test
    void ten_starts_in_a_row_are_a_storm_and_no_further_one_follows() {
        SupervisedProcess process = process(new RestartPolicy(Policy.ALWAYS, 1_000, 1, 60_000, 0, 0, 60_000));
        process.start();
        settle();
        for (int i = 0; i < 10; i++) {
            exit(1);
            advance(1_000);
        }
        assertThat(launcher.runs).hasSize(10);
        assertThat(process.hasFailed()).isTrue();
        assertThat(exits).containsExactly(new WorkerExit("guest1", true));
    }

    @Test
    void a_stop_sends_term_and_after_the_time_kill() {
        SupervisedProcess process = started(Policy.ALWAYS);
        CompletableFuture<Void> end = process.stop();
        settle();
        assertThat(launcher.last().signals).containsExactly("TERM");
        advance(1_999);
        assertThat(launcher.last().signals).containsExactly("TERM");
        advance(1);
        assertThat(launcher.last().signals).containsExactly("TERM", "KILL");
        assertThat(end).isNotCompleted();
        exit(137);
        assertThat(end).isCompleted();
        advance(3_600_000);
        assertThat(launcher.runs).hasSize(1);
        assertThat(exits).isEmpty();
    }

    @Test
    void a_process_that_ends_in_time_is_not_killed() {
        SupervisedProcess process = started(Policy.NEVER);
        process.stop();
        settle();
        exit(143);
        assertThat(timers.waiting()).isZero();
        assertThat(launcher.last().signals).containsExactly("TERM");
        assertThat(process.stop()).isCompleted();
    }

    @Test
    void a_stop_during_a_start_ends_the_process_that_begins() {
        SupervisedProcess process = process(Policy.ALWAYS);
        process.start();
        CompletableFuture<Void> end = process.stop();
        settle();
        assertThat(launcher.last().signals).containsExactly("TERM");
        exit(143);
        assertThat(end).isCompleted();
    }

    @Test
    void a_stop_during_a_start_that_fails_is_an_end() {
        launcher.failure = new IOException("no such program");
        SupervisedProcess process = process(Policy.ALWAYS);
        process.start();
        CompletableFuture<Void> end = process.stop();
        settle();
        assertThat(end).isCompleted();
    }

    @Test
    void a_stop_before_the_start_and_during_a_delay_is_an_end_at_once() {
        SupervisedProcess unstarted = process(Policy.ALWAYS);
        assertThat(unstarted.stop()).isCompleted();
        assertThat(unstarted.start()).isCompleted();
        settle();
        assertThat(launcher.runs).isEmpty();
        SupervisedProcess waiting = started(Policy.ALWAYS);
        exit(1);
        assertThat(waiting.stop()).isCompleted();
        advance(3_600_000);
        assertThat(launcher.runs).hasSize(1);
    }

    @Test
    void a_change_restarts_a_process_at_once_when_it_has_ended() {
        SupervisedProcess process = started(Policy.NEVER);
        process.restart("a file has changed");
        process.restart("another file has changed");
        settle();
        assertThat(launcher.last().signals).containsExactly("TERM");
        exit(143);
        assertThat(launcher.runs).hasSize(2);
        assertThat(process.isRunning()).isTrue();
        assertThat(process.starts()).isEqualTo(2);
        assertThat(process.failures()).isZero();
        assertThat(exits).isEmpty();
    }

    @Test
    void a_change_starts_a_process_that_has_failed_or_waits() {
        SupervisedProcess failed = started(Policy.NEVER);
        exit(1);
        failed.restart("a file has changed");
        settle();
        assertThat(failed.isRunning()).isTrue();
        SupervisedProcess waiting = started(Policy.ALWAYS);
        exit(1);
        waiting.restart("a file has changed");
        settle();
        assertThat(waiting.isRunning()).isTrue();
        advance(3_600_000);
        assertThat(launcher.runs).hasSize(4);
    }

    @Test
    void a_program_that_changes_the_watched_files_itself_fails_after_ten_starts() {
        SupervisedProcess process = started(Policy.NEVER);
        for (int i = 0; i < 10; i++) {
            process.restart("a file has changed");
            settle();
            exit(143);
            advance(1_000);
        }
        assertThat(launcher.runs).hasSize(10);
        assertThat(process.hasFailed()).isTrue();
        process.restart("a file has changed");
        settle();
        assertThat(launcher.runs).as("the last change of the program itself").hasSize(10);
        advance(60_000);
        process.restart("a file has changed");
        settle();
        assertThat(launcher.runs).as("a change by a developer, later").hasSize(11);
    }

    @Test
    void a_stop_during_a_restart_leaves_the_process_ended() {
        SupervisedProcess process = started(Policy.ALWAYS);
        process.restart("a file has changed");
        CompletableFuture<Void> end = process.stop();
        settle();
        assertThat(launcher.last().signals).as("one SIGTERM").containsExactly("TERM");
        exit(143);
        assertThat(end).isCompleted();
        assertThat(launcher.runs).hasSize(1);
    }

    @Test
    void a_process_that_cannot_become_ready_is_ended_and_started_again() {
        launcher.isReadyAtOnce = false;
        SupervisedProcess process = process(Policy.ON_FAILURE);
        CompletableFuture<Void> first = process.start();
        settle();
        assertThat(process.isRunning()).isFalse();
        assertThat(first).isNotCompleted();
        launcher.last().ready.completeExceptionally(new IOException("it has not joined"));
        settle();
        assertThat(launcher.last().signals).containsExactly("TERM");
        exit(143);
        assertThat(first).isCompleted();
        launcher.isReadyAtOnce = true;
        advance(1_000);
        assertThat(process.isRunning()).isTrue();
    }
}
