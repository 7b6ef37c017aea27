package io.signalbox.client;

import static io.signalbox.client.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallTest {

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void a_call_has_its_arguments_and_gets_its_result(WireFormat format) throws Exception {
        try (Scene scene = Scene.joined(format)) {
            CompletableFuture<CallResult> future = scene.session
                    .newCall("com.example.add")
                    .args(2, "x")
                    .kwarg("unit", "m")
                    .send();
            Call call = scene.peer.receiveCall();
            assertThat(call.procedure()).isEqualTo("com.example.add");
            assertThat(call.options()).isEmpty();
            assertThat(scene.peer.args(call.payload())).isEqualTo(List.of(2L, "x"));
            assertThat(scene.peer.kwargs(call.payload())).isEqualTo(Map.of("unit", "m"));
            scene.peer.send(new Result(call.request(), Map.of(), scene.peer.payload(5)));
            assertThat(Scene.get(future).as(Integer.class)).isEqualTo(5);
        }
    }

    @Test
    void a_blocking_call_returns_the_result() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Integer> sum = CompletableFuture.supplyAsync(
                    () -> scene.session.call("com.example.add", 2, 3).as(Integer.class));
            Call call = scene.peer.receiveCall();
            scene.peer.send(new Result(call.request(), Map.of(), scene.peer.payload(5)));
            assertThat(Scene.get(sum)).isEqualTo(5);
        }
    }

    @Test
    void each_option_is_sent() throws Exception {
        try (Scene scene = Scene.joined()) {
            scene.session
                    .newCall("com.example.add")
                    .timeout(Duration.ofSeconds(3))
                    .discloseMe()
                    .routingKey("k")
                    .passthru(Passthru.of("x_mine"))
                    .option("x_own", 1)
                    .onProgress(part -> {})
                    .send();
            assertThat(scene.peer.receiveCall().options())
                    .containsEntry("timeout", 3_000L)
                    .containsEntry("disclose_me", true)
                    .containsEntry("rkey", "k")
                    .containsEntry("runmode", "partition")
                    .containsEntry("ppt_scheme", "x_mine")
                    .containsEntry("x_own", 1L)
                    .containsEntry("receive_progress", true)
                    .hasSize(7);
        }
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void an_error_has_its_uri_and_its_arguments(WireFormat format) throws Exception {
        try (Scene scene = Scene.joined(format)) {
            CompletableFuture<CallResult> future = scene.session.callAsync("com.example.add");
            Call call = scene.peer.receiveCall();
            scene.peer.send(new ErrorMessage(
                    MessageType.CALL, call.request(), Map.of(), "com.example.error", scene.peer.payload("why", 1)));
            assertThatThrownBy(() -> Scene.get(future)).cause().isInstanceOfSatisfying(WampException.class, error -> {
                assertThat(error.uri()).isEqualTo("com.example.error");
                assertThat(error.arguments().arg(1, Integer.class)).isEqualTo(1);
                assertThat(error).hasMessage("com.example.error: why");
            });
        }
    }

    @Test
    void the_error_of_a_blocking_call_has_the_stack_of_the_caller() throws Exception {
        try (Scene scene = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxPendingRequests(1)))) {
            scene.session.callAsync("com.example.first");
            assertThatThrownBy(() -> scene.session.call("com.example.second"))
                    .isInstanceOfSatisfying(WampException.class, error -> {
                        assertThat(error.uri()).isEqualTo(WampException.TOO_MANY_PENDING);
                        assertThat(error.getStackTrace())
                                .extracting(StackTraceElement::getClassName)
                                .contains(CallTest.class.getName());
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(CancelMode.class)
    void canceling_the_future_sends_cancel_in_the_chosen_mode(CancelMode mode) throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<CallResult> future =
                    scene.session.newCall("com.example.slow").cancelMode(mode).send();
            Call call = scene.peer.receiveCall();
            assertThat(future.cancel(true)).isTrue();
            Cancel cancel = scene.peer.receive(Cancel.class);
            assertThat(cancel.request()).isEqualTo(call.request());
            assertThat(cancel.options()).isEqualTo(Map.of("mode", mode.wireName()));
            assertThat(future).isCancelled();
        }
    }

    @Test
    void a_timeout_of_the_future_cancels_the_call() throws Exception {
        try (Scene scene = Scene.joined()) {
            scene.session.callAsync("com.example.slow").orTimeout(10, TimeUnit.MILLISECONDS);
            Call call = scene.peer.receiveCall();
            assertThat(scene.peer.receive(Cancel.class).request()).isEqualTo(call.request());
        }
    }

    @Test
    void an_interrupt_of_the_waiting_thread_cancels_the_call() throws Exception {
        try (Scene scene = Scene.joined()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    scene.session.call("com.example.slow");
                } catch (WampException e) {
                    failure.set(e);
                }
            });
            scene.peer.receiveCall();
            waiting.interrupt();
            scene.peer.receive(Cancel.class);
            waiting.join();
            assertThat(failure.get()).hasMessageContaining("wamp.error.canceled");
        }
    }

    @Test
    void no_stage_runs_on_a_thread_of_the_transport() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<CallResult> first = scene.session.callAsync("com.example.first");
            CompletableFuture<CallResult> second = scene.session.callAsync("com.example.second");
            CompletableFuture<Boolean> attached =
                    first.thenApply(result -> Thread.currentThread().isVirtual());
            CompletableFuture<Boolean> combined = CompletableFuture.allOf(first, second)
                    .thenApply(nothing -> Thread.currentThread().isVirtual());
            for (int i = 0; i < 2; i++) {
                scene.peer.send(new Result(scene.peer.receiveCall().request(), Map.of(), scene.peer.payload()));
            }
            assertThat(Scene.get(attached)).isTrue();
            assertThat(Scene.get(combined)).isTrue();
        }
    }

    @Test
    void a_stage_that_blocks_delays_no_other_result() throws Exception {
        try (Scene scene = Scene.joined()) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<CallResult> first = scene.session.callAsync("com.example.first");
            CompletableFuture<Void> blocking = first.thenAccept(result -> {
                blocked.countDown();
                awaitQuietly(goOn);
            });
            CompletableFuture<CallResult> second = scene.session.callAsync("com.example.second");
            for (int i = 0; i < 2; i++) {
                scene.peer.send(new Result(scene.peer.receiveCall().request(), Map.of(), scene.peer.payload(i)));
            }
            assertThat(blocked.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(Scene.get(second).as(Integer.class)).isEqualTo(1);
            assertThat(blocking).isNotDone();
            goOn.countDown();
            Scene.get(blocking);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void the_limit_of_pending_requests_answers_at_once() throws Exception {
        try (Scene scene = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxPendingRequests(2)))) {
            CompletableFuture<CallResult> first = scene.session.callAsync("com.example.first");
            scene.session.callAsync("com.example.second");
            assertThat(scene.session.callAsync("com.example.third"))
                    .failsWithin(Duration.ofSeconds(Patience.SECONDS))
                    .withThrowableThat()
                    .withMessageContaining(WampException.TOO_MANY_PENDING);
            scene.peer.send(new Result(scene.peer.receiveCall().request(), Map.of(), scene.peer.payload()));
            Scene.get(first);
            scene.peer.receiveCall();
            scene.session.callAsync("com.example.fourth");
            assertThat(scene.peer.receiveCall().procedure()).isEqualTo("com.example.fourth");
        }
    }

    @Test
    void the_limit_of_unsent_bytes_answers_at_once() throws Exception {
        try (Scene scene = Scene.joined(builder ->
                builder.limits(ClientLimits.DEFAULTS.withMaxUnsentBytes(100_000).withMaxPendingRequests(1_000)))) {
            byte[] large = new byte[1 << 20];
            // The router does not read, so that the send buffer of the socket fills up.
            await().until(() ->
                    scene.session.callAsync("com.example.large", (Object) large).isCompletedExceptionally());
            assertThatThrownBy(() -> scene.session.publish("com.example.topic"))
                    .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                            .isEqualTo(WampException.SEND_BUFFER_FULL));
        }
    }

    @Test
    void a_call_that_is_longer_than_the_router_accepts_fails_alone() throws Exception {
        ScriptedRouter router = ScriptedRouter.start();
        router.accepts(2);
        try (Scene scene = Scene.joined(router, builder -> builder)) {
            CompletableFuture<CallResult> shorter = scene.session.callAsync("com.example.short");
            assertThatThrownBy(() -> scene.session.call("com.example.long", (Object) new byte[4096]))
                    .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                            .isEqualTo("wamp.error.payload_size_exceeded"));
            scene.peer.send(new Result(scene.peer.receiveCall().request(), Map.of(), scene.peer.payload(1)));
            assertThat(Scene.get(shorter).as(Integer.class)).isEqualTo(1);
        }
    }

    @Test
    void pending_calls_fail_at_once_when_the_connection_is_lost() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<CallResult> future = scene.session.callAsync("com.example.slow");
            scene.peer.receiveCall();
            scene.peer.close();
            assertThatThrownBy(() -> Scene.get(future))
                    .cause()
                    .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                            .isEqualTo(WampException.CONNECTION_LOST));
            assertThatThrownBy(() -> scene.session.call("com.example.slow"))
                    .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                            .isEqualTo(WampException.NOT_CONNECTED));
        }
    }

    @Test
    void progressive_results_come_in_order_and_before_the_result() throws Exception {
        try (Scene scene = Scene.joined()) {
            List<Integer> parts = new CopyOnWriteArrayList<>();
            CompletableFuture<CallResult> future = scene.session
                    .newCall("com.example.count")
                    .onProgress(part -> parts.add(part.as(Integer.class)))
                    .send();
            long request = scene.peer.receiveCall().request();
            for (int i = 1; i <= 100; i++) {
                scene.peer.send(new Result(request, Map.of("progress", true), scene.peer.payload(i)));
            }
            scene.peer.send(new Result(request, Map.of(), scene.peer.payload("end")));
            assertThat(Scene.get(future).as(String.class)).isEqualTo("end");
            assertThat(parts).hasSize(100).isSorted();
        }
    }
}
