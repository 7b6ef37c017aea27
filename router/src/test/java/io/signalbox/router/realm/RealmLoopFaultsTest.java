package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.router.session.RealmOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Exceptions of tasks, workers and the clock of a realm's loop. */
class RealmLoopFaultsTest {
    private final ManualTimers clock = new ManualTimers();
    private final ManualWorkers workers = new ManualWorkers();
    private final RealmOutput output = new RealmOutput();
    private final RealmLoop loop = new RealmLoop("realm1", workers, clock::nanoTime, output);
    private final List<String> log = new ArrayList<>();

    private RealmTask task(String name, int weight, Runnable action) {
        return new RealmTask() {
            @Override
            public int run() {
                log.add(name);
                action.run();
                return weight;
            }

            @Override
            public void failed(Throwable failure) {
                log.add(name + " failed");
            }
        };
    }

    private RealmTask task(String name) {
        return task(name, 1, () -> {});
    }

    /** Returns a loop whose workers reject all tasks. */
    private RealmLoop withoutWorkers() {
        return new RealmLoop(
                "realm1",
                task -> {
                    throw new RejectedExecutionException();
                },
                clock::nanoTime,
                output);
    }

    @Test
    void a_throwing_task_is_reported_and_the_loop_goes_on() {
        loop.submit(task("a", 1, () -> {
            throw new IllegalStateException("defect");
        }));
        loop.submit(task("b", 1, () -> {
            throw new StackOverflowError();
        }));
        loop.submit(task("c"));
        workers.runAll();

        assertThat(log).containsExactly("a", "a failed", "b", "b failed", "c");
    }

    @Test
    void a_task_whose_report_throws_too_does_not_hold_the_realm() {
        loop.submit(new RealmTask() {
            @Override
            public int run() {
                throw new IllegalStateException("defect");
            }

            @Override
            public void failed(Throwable failure) {
                throw new IllegalStateException("another");
            }
        });
        workers.runAll();

        assertThat(loop.tryRun(task("b"), new FlushBatch())).isTrue();
    }

    @Test
    void what_the_workers_refuse_runs_on_the_thread_that_submits() {
        RealmLoop refused = withoutWorkers();
        refused.submit(task("a", 1, () -> {
            for (int i = 0; i < 3 * RealmLoop.SLICE_WEIGHT; i++) {
                refused.submit(task("b"));
            }
        }));

        assertThat(log).hasSize(1 + 3 * RealmLoop.SLICE_WEIGHT);
        assertThat(refused.load().waiting()).isZero();
    }

    @Test
    void what_the_workers_refuse_runs_outside_of_the_realm_that_submits_it() {
        RealmLoop refused = withoutWorkers();
        RealmTask sees = task("seen", 1, () -> log.add("inside " + loop.isInside()));
        loop.tryRun(task("a", 1, () -> refused.submit(sees)), new FlushBatch());

        assertThat(log).containsExactly("a", "seen", "inside false");
    }

    @Test
    void an_action_for_afterwards_that_throws_keeps_no_other_from_running() {
        RealmTask leaves = task("a", 1, () -> {
            loop.afterwards(() -> {
                throw new AssertionError("a fault that the test wants");
            });
            loop.afterwards(() -> log.add("second"));
        });

        assertThat(loop.tryRun(leaves, new FlushBatch())).isTrue();
        assertThat(log).containsExactly("a", "second");
    }

    @Test
    void a_clock_that_throws_keeps_no_task_from_running() {
        RealmLoop untimed = new RealmLoop(
                "realm1",
                workers,
                () -> {
                    throw new IllegalStateException("a fault that the test wants");
                },
                output);
        for (int i = 0; i < 20; i++) {
            assertThat(untimed.tryRun(task("a"), new FlushBatch())).isTrue();
        }
        untimed.submit(task("b"));
        untimed.submit(task("b"));
        workers.runAll();

        assertThat(log).hasSize(22);
        assertThat(untimed.load().waiting()).isZero();
    }
}
