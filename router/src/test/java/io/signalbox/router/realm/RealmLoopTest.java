package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Published;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealmLoopTest {
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

    @Test
    void an_inbound_read_runs_at_once_in_an_idle_realm() {
        assertThat(loop.tryRun(task("a"), new FlushBatch())).isTrue();

        assertThat(log).containsExactly("a");
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void a_submitted_task_waits_for_a_worker() {
        loop.submit(task("a"));
        assertThat(log).isEmpty();

        workers.runAll();
        assertThat(log).containsExactly("a");
    }

    @Test
    void a_busy_realm_is_not_entered() {
        loop.submit(task("a"));

        assertThat(loop.tryRun(task("b"), new FlushBatch())).isFalse();
        assertThat(log).isEmpty();
    }

    @Test
    void a_realm_that_another_thread_had_last_is_taken_over_and_not_entered_for_one_message()
            throws InterruptedException {
        Thread other = Thread.ofPlatform().start(() -> loop.tryRun(task("theirs"), new FlushBatch()));
        other.join();

        assertThat(loop.tryRun(task("a"), new FlushBatch())).isFalse();
        loop.takeOver(task("b"), new FlushBatch());
        assertThat(loop.tryRun(task("c"), new FlushBatch())).isTrue();
        assertThat(log).containsExactly("theirs", "b", "c");
    }

    @Test
    void arrivals_enter_as_a_whole_before_what_was_submitted_meanwhile() {
        Arrivals arrivals = new Arrivals(loop);
        arrivals.add(task("a", 1, () -> {
            loop.submit(task("submitted"));
            loop.followUp(task("a1"));
        }));
        arrivals.add(task("b"));
        arrivals.enter(new FlushBatch());

        assertThat(log).containsExactly("a", "a1", "b", "submitted");
        assertThat(arrivals.isEmpty()).isTrue();
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void arrivals_that_find_the_realm_in_use_are_left_to_its_owner_with_all_that_comes_until_then() {
        Arrivals arrivals = new Arrivals(loop);
        loop.submit(task("first"));
        assertThat(arrivals.add(task("a"))).isTrue();
        arrivals.enter(new FlushBatch());
        assertThat(arrivals.add(task("b"))).isFalse();
        assertThat(log).isEmpty();

        workers.runAll();
        assertThat(log).containsExactly("first", "a", "b");
    }

    @Test
    void a_session_that_goes_on_sending_has_one_turn_among_the_others() {
        Arrivals flood = new Arrivals(loop);
        Arrivals other = new Arrivals(loop);
        loop.submit(task("busy"));
        flood.add(task("flood 1", 1, () -> {
            flood.add(task("flood 3"));
            flood.enter(new FlushBatch());
        }));
        flood.enter(new FlushBatch());
        flood.add(task("flood 2"));
        flood.enter(new FlushBatch());
        other.submit(task("other"));
        workers.runAll();

        assertThat(log).containsExactly("busy", "flood 1", "flood 2", "other", "flood 3");
    }

    @Test
    void arrivals_keep_their_place_when_the_slice_ends() {
        Arrivals arrivals = new Arrivals(loop);
        arrivals.add(task("a", RealmLoop.SLICE_WEIGHT, () -> loop.submit(task("submitted"))));
        arrivals.add(task("b"));
        arrivals.enter(new FlushBatch());
        assertThat(log).containsExactly("a");

        workers.runAll();
        assertThat(log).containsExactly("a", "b", "submitted");
    }

    @Test
    void a_flush_that_is_due_does_not_leave_arrivals_to_a_worker() {
        FlushBatch flushes = new FlushBatch();
        Arrivals arrivals = new Arrivals(loop);
        arrivals.add(task("a", 1, () -> fill(flushes)));
        arrivals.add(task("b"));
        arrivals.enter(flushes);

        assertThat(log).containsExactly("a", "b");
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void many_tasks_are_drained_by_one_worker_in_their_order() {
        loop.submit(task("a"));
        loop.submit(task("b"));
        loop.submit(task("c"));

        assertThat(workers.waiting()).isOne();
        workers.runAll();
        assertThat(log).containsExactly("a", "b", "c");
    }

    @Test
    void a_read_inside_the_realm_does_not_run_inside_of_it() {
        loop.tryRun(
                task("a", 1, () -> {
                    assertThat(loop.tryRun(task("b"), new FlushBatch())).isFalse();
                    loop.submit(task("c"));
                    log.add("a ends");
                }),
                new FlushBatch());

        assertThat(log).containsExactly("a", "a ends", "c");
    }

    @Test
    void a_thread_inside_one_realm_does_not_enter_another() {
        RealmLoop other = new RealmLoop("realm2", workers, clock::nanoTime, new RealmOutput());
        loop.tryRun(
                task("a", 1, () -> {
                    assertThat(other.tryRun(task("b"), new FlushBatch())).isFalse();
                    other.submit(task("c"));
                }),
                new FlushBatch());

        assertThat(log).containsExactly("a");
        workers.runAll();
        assertThat(log).containsExactly("a", "c");
    }

    @Test
    void follow_ups_come_before_the_next_outside_task() {
        loop.submit(task("a", 1, () -> {
            loop.followUp(task("a1", 1, () -> loop.followUp(task("a2"))));
            loop.submit(task("c"));
        }));
        loop.submit(task("b"));
        workers.runAll();

        assertThat(log).containsExactly("a", "a1", "a2", "b", "c");
    }

    @Test
    void follow_ups_keep_their_place_when_the_slice_ends() {
        loop.submit(task("a", RealmLoop.SLICE_WEIGHT, () -> loop.followUp(task("a1"))));
        loop.submit(task("b"));
        workers.runOne();
        assertThat(log).containsExactly("a");

        workers.runAll();
        assertThat(log).containsExactly("a", "a1", "b");
    }

    @Test
    void follow_ups_are_for_the_inside_only() {
        assertThatThrownBy(() -> loop.followUp(task("a"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_slice_ends_when_its_weight_is_used_up() {
        loop.submit(task("a", RealmLoop.SLICE_WEIGHT / 2, () -> {}));
        loop.submit(task("b", RealmLoop.SLICE_WEIGHT / 2, () -> {}));
        loop.submit(task("c"));
        workers.runOne();

        assertThat(log).containsExactly("a", "b");
        assertThat(workers.waiting()).isOne();
        workers.runOne();
        assertThat(log).containsExactly("a", "b", "c");
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void a_slice_ends_when_its_time_is_used_up() {
        loop.submit(task("a", 1, () -> clock.advance(Duration.ofNanos(RealmLoop.SLICE_NANOS))));
        loop.submit(task("b"));
        workers.runOne();

        assertThat(log).containsExactly("a");
        workers.runAll();
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void a_reading_thread_leaves_the_rest_to_a_worker() {
        loop.tryRun(task("a", RealmLoop.SLICE_WEIGHT, () -> loop.submit(task("b"))), new FlushBatch());

        assertThat(log).containsExactly("a");
        workers.runAll();
        assertThat(log).containsExactly("a", "b");
    }

    @Test
    void a_slice_ends_when_a_flush_is_due() {
        FlushBatch flushes = new FlushBatch();
        loop.tryRun(
                task("a", 1, () -> {
                    loop.submit(task("b"));
                    fill(flushes);
                }),
                flushes);

        assertThat(log).containsExactly("a");
        assertThat(flushes.isDue()).isTrue();
        assertThat(workers.waiting()).isOne();
    }

    @Test
    void outboxes_are_flushed_after_the_realm_is_left() {
        RecordingConnection connection = new RecordingConnection();
        Principal anyone = new Principal(
                "joe", new RouterRole("anonymous", StaticPermissions.allowingEverything()), "anonymous", "static");
        RouterSession session = new RouterSession(1, anyone, ClientFeatures.NONE, connection, output);
        connection.onFlush = () -> {
            assertThat(loop.isInside()).isFalse();
            assertThat(loop.tryRun(task("during flush"), new FlushBatch())).isTrue();
        };
        loop.submit(task("a", 1, () -> session.send(new Published(1, 1))));
        workers.runAll();

        assertThat(connection.flushes).isOne();
        assertThat(log).containsExactly("a", "during flush");
    }

    @Test
    void a_reading_thread_does_not_flush_before_it_is_due() {
        RecordingConnection connection = new RecordingConnection();
        FlushBatch flushes = new FlushBatch();
        loop.tryRun(
                task("a", 1, () -> {
                    if (connection.send(OutboundFrame.single(new Published(1, 1)))) {
                        flushes.touched(connection);
                    }
                }),
                flushes);

        assertThat(connection.outbox).hasSize(1);
        flushes.flush();
        assertThat(connection.received).hasSize(1);
    }

    @Test
    void actions_for_afterwards_run_outside() {
        loop.tryRun(task("a", 1, () -> loop.afterwards(() -> log.add("inside " + loop.isInside()))), new FlushBatch());

        assertThat(log).containsExactly("a", "inside false");
    }

    @Test
    void its_load_is_counted() {
        loop.submit(task("a", 1, () -> clock.advance(Duration.ofNanos(300))));
        loop.submit(task("b", 1, () -> clock.advance(Duration.ofNanos(200))));
        workers.runAll();
        loop.tryRun(task("c"), new FlushBatch());

        assertThat(loop.load()).isEqualTo(new LoopLoad(500, 2, 3, 300, 0));
    }

    @Test
    void the_time_of_short_stays_is_estimated_from_some_of_them() {
        for (int i = 0; i < 320; i++) {
            loop.tryRun(task("a", 1, () -> clock.advance(Duration.ofNanos(100))), new FlushBatch());
        }

        assertThat(loop.load()).isEqualTo(new LoopLoad(32_000, 320, 320, 100, 0));
    }

    /** Adds so many entries that a flush is due before the end of the round. */
    private static void fill(FlushBatch flushes) {
        while (!flushes.isDue()) {
            flushes.beforehand(ignored -> {});
        }
    }
}
