package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
