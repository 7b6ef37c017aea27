package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PendingFutureTest {
    private final List<Runnable> handedOver = new ArrayList<>();
    private final AtomicInteger abandons = new AtomicInteger();

    private final PendingFuture<String> future = new PendingFuture<>(handedOver::add) {
        @Override
        void abandoned() {
            abandons.incrementAndGet();
        }
    };

    private static Thread start(Runnable waiting) {
        Thread thread = Thread.ofPlatform().start(waiting);
        Patience.await()
                .until(() -> LockSupport.getBlocker(thread) != null
                        && (thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING));
        return thread;
    }

    @Test
    void an_answer_that_a_thread_waits_for_needs_no_other_thread() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        start(() -> seen.complete(future.join()));
        future.arrived("x");
        assertThat(Scene.get(seen)).isEqualTo("x");
        assertThat(handedOver).isEmpty();
        assertThat(abandons).hasValue(0);
    }

    @Test
    void several_threads_may_wait() throws Exception {
        List<CompletableFuture<String>> seen =
                List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
        seen.forEach(one -> start(() -> one.complete(future.join())));
        future.arrived("x");
        for (CompletableFuture<String> one : seen) {
            assertThat(Scene.get(one)).isEqualTo("x");
        }
    }

    @Test
    void an_answer_that_nobody_waits_for_is_completed_by_the_executor() {
        CompletableFuture<String> stage = future.thenApply(value -> value + "y");
        future.arrived("x");
        assertThat(future).isNotDone();
        assertThat(handedOver).hasSize(1);
        handedOver.get(0).run();
        assertThat(stage).isCompletedWithValue("xy");
    }

    @Test
    void a_failure_is_the_cause() {
        future.arrivedFailure(new WampException("com.example.error"));
        handedOver.get(0).run();
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(WampException.class);
    }

    @Test
    void a_wait_ends_at_its_deadline_and_the_answer_still_arrives() {
        assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(abandons).hasValue(0);
        future.arrived("x");
        handedOver.get(0).run();
        assertThat(future).isCompletedWithValue("x");
    }

    @Test
    void an_interrupted_wait_ends_and_the_answer_still_arrives() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Thread waiting = start(() -> {
            try {
                future.get();
            } catch (Exception e) {
                seen.complete(e);
            }
        });
        waiting.interrupt();
        assertThat(Scene.get(seen)).isInstanceOf(InterruptedException.class);
        future.arrived("x");
        handedOver.get(0).run();
        assertThat(future).isCompletedWithValue("x");
    }

    @Test
    void a_cancel_wakes_the_thread_that_waits_and_abandons_the_answer() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        start(() -> {
            try {
                future.join();
            } catch (CancellationException e) {
                seen.complete(e);
            }
        });
        assertThat(future.cancel(true)).isTrue();
        assertThat(Scene.get(seen)).isInstanceOf(CancellationException.class);
        assertThat(abandons).hasValue(1);
        future.arrived("x");
        handedOver.forEach(Runnable::run);
        assertThat(future).isCancelled();
    }

    @Test
    void any_completion_by_the_user_abandons_the_answer() {
        assertThat(future.complete("own")).isTrue();
        assertThat(future.completeExceptionally(new IllegalStateException())).isFalse();
        assertThat(abandons).hasValue(1);
    }
}
