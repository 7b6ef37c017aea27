package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();
    private long nowNanos;

    private HandshakeQueue queue(int limit) {
        return new HandshakeQueue(threads::add, limit, () -> nowNanos);
    }

    private Runnable step(String name) {
        return () -> ran.add(name);
    }

    private void passMillis(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.poll().run();
        }
    }

    @Test
    void no_more_threads_run_steps_than_the_limit() {
        HandshakeQueue queue = queue(2);
        for (String name : List.of("a", "b", "c", "d")) {
            queue.run(step(name));
        }
        assertThat(threads).hasSize(2);
        assertThat(ran).isEmpty();
        runThreads();
        assertThat(ran).containsExactly("a", "c", "d", "b");
        queue.run(step("e"));
        queue.run(step("f"));
        queue.run(step("g"));
        assertThat(threads).hasSize(2);
    }

    @Test
    void the_newest_step_runs_first_while_the_oldest_has_waited_for_a_second() {
        HandshakeQueue queue = queue(1);
        queue.run(() -> passMillis(500));
        queue.run(() -> passMillis(500));
        queue.run(step("oldest"));
        passMillis(300);
        queue.run(step("middle"));
        queue.run(step("newest"));
        runThreads();
        assertThat(ran).containsExactly("newest", "middle", "oldest");
    }

    @Test
    void the_oldest_step_runs_first_while_none_has_waited_for_a_second() {
        HandshakeQueue queue = queue(1);
        queue.run(() -> passMillis(500));
        queue.run(step("oldest"));
        queue.run(step("newest"));
        passMillis(499);
        runThreads();
        assertThat(ran).containsExactly("oldest", "newest");
    }

    @Test
    void a_step_of_a_closed_connection_does_not_run() {
        HandshakeQueue queue = queue(1);
        Runnable closed = step("closed");
        queue.run(step("a"));
        queue.run(closed);
        queue.run(step("b"));
        queue.remove(closed);
        runThreads();
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void a_step_that_throws_leaves_its_place_to_the_next_one() {
        HandshakeQueue queue = queue(1);
        queue.run(() -> {
            throw new IllegalStateException("a fault that the test wants");
        });
        queue.run(step("a"));
        assertThatThrownBy(this::runThreads).hasMessage("a fault that the test wants");
        queue.run(step("b"));
        runThreads();
        assertThat(ran).containsExactly("a", "b");
        assertThat(threads).isEmpty();
    }

    @Test
    void a_thread_that_cannot_be_had_leaves_its_place() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        HandshakeQueue queue = new HandshakeQueue(
                task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    threads.add(task);
                },
                1,
                () -> nowNanos);
        assertThatThrownBy(() -> queue.run(step("a"))).isInstanceOf(RejectedExecutionException.class);
        isFull.set(false);
        queue.run(step("b"));
        runThreads();
        assertThat(ran).containsExactly("b");
    }
}
