package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyWorkTest {
    private static final AuthStep DONE = new AuthStep.Rejected("com.example.done", "");

    @Test
    void work_runs_on_another_thread_and_answers_later() throws Exception {
        KeyWork work = new KeyWork(1, 10);
        Thread caller = Thread.currentThread();
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        assertThat(Attempt.settled(work.run(() -> {
                    worker.complete(Thread.currentThread());
                    return DONE;
                })))
                .isEqualTo(DONE);
        assertThat(worker.get()).isNotEqualTo(caller);
        assertThat(worker.get().isVirtual()).isTrue();
    }

    @Test
    void no_more_tasks_run_at_a_time_than_allowed() {
        KeyWork work = new KeyWork(2, 100);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<AuthStep> steps = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            steps.add(work.run(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                return DONE;
            }));
        }
        steps.forEach(step -> assertThat(Attempt.settled(step)).isEqualTo(DONE));
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void a_client_is_refused_while_too_many_wait() throws Exception {
        KeyWork work = new KeyWork(1, 2);
        CountDownLatch release = new CountDownLatch(1);
        AuthStep first = work.run(() -> held(release));
        AuthStep second = work.run(() -> held(release));
        assertThat(work.run(() -> DONE))
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_FAILED, "too many clients authenticate at this time; try again later"));
        assertThat(work.refused()).isEqualTo(1);
        release.countDown();
        assertThat(Attempt.settled(first)).isEqualTo(DONE);
        assertThat(Attempt.settled(second)).isEqualTo(DONE);
        Patience.await().untilAsserted(() -> assertThat(Attempt.settled(work.run(() -> DONE)))
                .isEqualTo(DONE));
    }

    @Test
    void the_next_task_waits_for_a_pause_in_proportion_to_the_time_of_the_task() {
        AtomicLong clock = new AtomicLong();
        BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();
        Semaphore ends = new Semaphore(0);
        KeyWork work = new KeyWork(1, 10, KeyWork.pause(1, 1), clock::get, nanos -> {
            pauses.add(nanos);
            ends.acquireUninterruptibly();
        });
        AuthStep first = work.run(() -> taking(5_000_000, clock));
        AuthStep second = work.run(() -> taking(1_000_000_000, clock));

        assertThat(Attempt.settled(first)).isEqualTo(DONE);
        Patience.await().until(() -> !pauses.isEmpty());
        assertThat(pauses.remove()).isEqualTo(15_000_000);
        assertThat(clock).hasValue(5_000_000);
        ends.release();

        assertThat(Attempt.settled(second)).isEqualTo(DONE);
        Patience.await().until(() -> !pauses.isEmpty());
        assertThat(pauses.remove()).as("the longest pause").isEqualTo(100_000_000);
        ends.release();
    }

    private static AuthStep taking(long nanos, AtomicLong clock) {
        clock.addAndGet(nanos);
        return DONE;
    }

    @Test
    void tasks_take_a_quarter_of_the_processors() {
        // A task and its pause together have the length of 1 + pause tasks.
        assertThat(1 / (1 + KeyWork.pause(1, 1))).isEqualTo(0.25);
        assertThat(1 / (1 + KeyWork.pause(1, 2))).isEqualTo(0.5);
        assertThat(4 / (1 + KeyWork.pause(4, 8))).isEqualTo(2);
    }

    @Test
    void a_task_that_throws_fails_its_client_only() throws Exception {
        KeyWork work = new KeyWork(1, 1);
        AuthStep failing = work.run(() -> {
            throw new StackOverflowError();
        });
        CompletableFuture<?> later = ((AuthStep.Pending) failing).later().toCompletableFuture();
        assertThat(later)
                .failsWithin(Patience.SECONDS, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StackOverflowError.class);
        Patience.await().untilAsserted(() -> assertThat(Attempt.settled(work.run(() -> DONE)))
                .isEqualTo(DONE));
    }

    private static AuthStep held(CountDownLatch release) {
        try {
            assertThat(release.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return DONE;
    }
}
