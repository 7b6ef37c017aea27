package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.value.Arguments;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Yield;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressiveInvocationTest {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);

    private static Scene registered(InvocationHandler handler) throws Exception {
        return registered(Scene.joined(), handler);
    }

    private static Scene registered(Scene scene, InvocationHandler handler) throws Exception {
        CompletableFuture<Registration> future = scene.session.registerAsync("com.example.procedure", handler);
        scene.peer.registered(9);
        Scene.get(future);
        return scene;
    }

    private static void invoke(Scene scene, long request, Map<String, Object> details, Object... args) {
        scene.peer.send(new Invocation(request, 9, details, scene.peer.payload(args)));
    }

    @Test
    void further_arguments_follow_the_call() throws Exception {
        try (Scene scene = Scene.joined()) {
            ProgressiveCall progressive = scene.session
                    .newCall("com.example.sum")
                    .args(1)
                    .discloseMe()
                    .begin();
            progressive.send(2);
            progressive.send(List.of(3), Map.of("a", 4));
            CompletableFuture<CallResult> result = progressive.end(5);
            Call first = scene.peer.receiveCall();
            assertThat(first.options()).isEqualTo(Map.of("progress", true, "disclose_me", true));
            Call second = scene.peer.receiveCall();
            assertThat(second.request()).isEqualTo(first.request());
            assertThat(second.options()).isEqualTo(PROGRESS);
            assertThat(scene.peer.args(second.payload())).isEqualTo(List.of(2L));
            assertThat(scene.peer.kwargs(scene.peer.receiveCall().payload())).isEqualTo(Map.of("a", 4L));
            Call last = scene.peer.receiveCall();
            assertThat(last.options()).isEmpty();
            scene.peer.send(new Result(first.request(), Map.of(), scene.peer.payload(11)));
            assertThat(Scene.get(result).as(Integer.class)).isEqualTo(11);
            assertThatThrownBy(() -> progressive.send(6)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void the_items_of_a_stream_are_arguments() throws Exception {
        SubmissionPublisher<Integer> inputs = new SubmissionPublisher<>();
        try (Scene scene = Scene.joined()) {
            scene.session.newCall("com.example.sum").args(1).send(inputs);
            scene.peer.receiveCall();
            inputs.submit(2);
            assertThat(scene.peer.args(scene.peer.receiveCall().payload())).isEqualTo(List.of(2L));
            inputs.close();
            Call last = scene.peer.receiveCall();
            assertThat(last.options()).isEmpty();
            assertThat(last.payload().isEmpty()).isTrue();
        }
    }

    @Test
    void a_stream_that_fails_cancels_the_call() throws Exception {
        SubmissionPublisher<Integer> inputs = new SubmissionPublisher<>();
        try (Scene scene = Scene.joined()) {
            CompletableFuture<CallResult> future =
                    scene.session.newCall("com.example.sum").args(1).send(inputs);
            long request = scene.peer.receiveCall().request();
            inputs.closeExceptionally(new IllegalStateException("a failure that the test wants"));
            assertThat(scene.peer.receive(Cancel.class).request()).isEqualTo(request);
            assertThatThrownBy(() -> Scene.get(future)).hasMessageContaining("a failure that the test wants");
        }
    }

    @Test
    void a_handler_gets_each_input_in_order() throws Exception {
        try (Scene scene = registered(call -> {
            AtomicInteger sum = new AtomicInteger();
            StringBuilder order = new StringBuilder();
            call.forEachInput(input -> {
                sum.addAndGet(input.arg(0, Integer.class));
                order.append(input.arg(0, Integer.class));
            });
            return Reply.of(sum.get(), order.toString());
        })) {
            invoke(scene, 1, PROGRESS, 1);
            invoke(scene, 1, PROGRESS, 2);
            invoke(scene, 1, Map.of(), 3);
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of(6L, "123"));
            invoke(scene, 2, PROGRESS, 4);
            invoke(scene, 2, Map.of());
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of(4L, "4"));
            invoke(scene, 3, Map.of(), 5);
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of(5L, "5"));
        }
    }

    @Test
    void the_subscriber_of_the_inputs_gets_as_many_as_it_requests() throws Exception {
        BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        BlockingQueue<Flow.Subscription> subscriptions = new LinkedBlockingQueue<>();
        CompletableFuture<String> result = new CompletableFuture<>();
        try (Scene scene = registered(call -> {
            call.inputs().subscribe(new Flow.Subscriber<Arguments>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscriptions.add(subscription);
                }

                @Override
                public void onNext(Arguments input) {
                    signals.add(input.arg(0, Integer.class));
                }

                @Override
                public void onError(Throwable failure) {
                    signals.add(failure);
                }

                @Override
                public void onComplete() {
                    signals.add("complete");
                }
            });
            return result;
        })) {
            invoke(scene, 1, PROGRESS, 1);
            invoke(scene, 1, PROGRESS, 2);
            invoke(scene, 1, Map.of());
            Flow.Subscription subscription = subscriptions.poll(Patience.SECONDS, TimeUnit.SECONDS);
            subscription.request(1);
            assertThat(signals.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(signals).isEmpty();
            subscription.request(1);
            assertThat(signals.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
            assertThat(signals.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("complete");
            result.complete("done");
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(1);
        }
    }

    @Test
    void more_inputs_than_may_wait_fail_the_invocation() throws Exception {
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxQueuedBytes(2_000)));
        try (Scene scene = registered(joined, call -> {
            new CountDownLatch(1).await();
            return null;
        })) {
            for (int i = 0; i < 20; i++) {
                invoke(scene, 1, PROGRESS, i);
            }
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo(WampException.QUEUE_FULL);
        }
    }

    @Test
    void inputs_that_wait_count_for_the_limit_of_all_invocations() throws Exception {
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxInvocationBytes(3_000)));
        try (Scene scene = registered(joined, call -> {
            new CountDownLatch(1).await();
            return null;
        })) {
            invoke(scene, 1, PROGRESS, "x".repeat(1_000));
            invoke(scene, 2, PROGRESS, "x");
            invoke(scene, 2, PROGRESS, "x".repeat(2_000));
            ErrorMessage error = scene.peer.receive(ErrorMessage.class);
            assertThat(error.request()).isEqualTo(2);
            assertThat(error.error()).isEqualTo(WampException.QUEUE_FULL);
        }
    }

    @Test
    void inputs_that_have_been_read_do_not_count() throws Exception {
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxInvocationBytes(3_000)));
        try (Scene scene = registered(joined, call -> {
            call.forEachInput(input -> read.add(input.arg(0, Integer.class)));
            return "end";
        })) {
            for (int i = 0; i < 50; i++) {
                invoke(scene, 1, PROGRESS, i);
                assertThat(read.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(i);
            }
            invoke(scene, 1, Map.of());
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of("end"));
        }
    }

    @Test
    void inputs_behind_the_answer_begin_no_invocation() throws Exception {
        AtomicInteger invocations = new AtomicInteger();
        try (Scene scene = registered(call -> invocations.incrementAndGet())) {
            invoke(scene, 1, PROGRESS, 1);
            scene.peer.receive(Yield.class);
            invoke(scene, 1, PROGRESS, 2);
            invoke(scene, 1, Map.of(), 3);
            invoke(scene, 2, Map.of(), 4);
            Yield next = scene.peer.receive(Yield.class);
            assertThat(next.request()).isEqualTo(2);
            assertThat(invocations).hasValue(2);
        }
    }

    @Test
    void a_returned_stream_is_sent_as_progressive_results() throws Exception {
        SubmissionPublisher<Object> results = new SubmissionPublisher<>();
        try (Scene scene = registered(call -> results)) {
            invoke(scene, 1, Map.of("receive_progress", true));
            awaitSubscriber(results);
            results.submit(1);
            results.submit(Reply.of(2, 3));
            results.close();
            Yield first = scene.peer.receive(Yield.class);
            assertThat(first.options()).isEqualTo(PROGRESS);
            assertThat(scene.peer.args(first.payload())).isEqualTo(List.of(1L));
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of(2L, 3L));
            Yield last = scene.peer.receive(Yield.class);
            assertThat(last.options()).isEmpty();
            assertThat(last.payload().isEmpty()).isTrue();
        }
    }

    @Test
    void a_caller_without_progressive_results_gets_the_last_item_of_a_stream() throws Exception {
        SubmissionPublisher<Object> results = new SubmissionPublisher<>();
        try (Scene scene = registered(call -> results)) {
            invoke(scene, 1, Map.of());
            awaitSubscriber(results);
            results.submit(1);
            results.submit(2);
            results.close();
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of(2L));
        }
    }

    @Test
    void an_interrupt_cancels_a_returned_stream_and_a_returned_stage() throws Exception {
        SubmissionPublisher<Object> results = new SubmissionPublisher<>();
        CompletableFuture<Object> later = new CompletableFuture<>();
        try (Scene scene = registered(call -> call.arg(0, Boolean.class) ? results : later)) {
            invoke(scene, 1, Map.of(), true);
            awaitSubscriber(results);
            scene.peer.send(new Interrupt(1, Map.of()));
            ErrorMessage first = scene.peer.receive(ErrorMessage.class);
            assertThat(first.request()).isEqualTo(1);
            assertThat(first.error()).isEqualTo("wamp.error.canceled");
            Patience.await().until(() -> !results.hasSubscribers());
            invoke(scene, 2, Map.of(), false);
            scene.peer.send(new Interrupt(2, Map.of()));
            assertThat(scene.peer.receive(ErrorMessage.class).request()).isEqualTo(2);
        }
    }

    @Test
    void the_time_that_the_router_leaves_to_the_callee_interrupts_the_handler() throws Exception {
        try (Scene scene = registered(call -> {
            new CountDownLatch(1).await();
            return null;
        })) {
            invoke(scene, 1, Map.of("timeout", 10L));
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.timeout");
        }
    }

    private static void awaitSubscriber(SubmissionPublisher<Object> results) {
        Patience.await().until(results::hasSubscribers);
    }
}
