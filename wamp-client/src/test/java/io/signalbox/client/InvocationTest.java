package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationTest {
    private static final long REGISTRATION = 9;

    private static Scene registered(Scene scene, InvocationHandler handler) throws Exception {
        CompletableFuture<Registration> future = scene.session.registerAsync("com.example.procedure", handler);
        scene.peer.registered(REGISTRATION);
        Scene.get(future);
        return scene;
    }

    private static void invoke(Scene scene, long request, Map<String, Object> details, Object... args) {
        scene.peer.send(new Invocation(request, REGISTRATION, details, scene.peer.payload(args)));
    }

    @Test
    void the_default_match_policy_is_not_sent() throws Exception {
        try (Scene scene = Scene.joined()) {
            scene.session.registerAsync(
                    "com.example.one",
                    RegistrationOptions.PREFIX.withConcurrency(4).withMatch(MatchPolicy.EXACT),
                    invocation -> null);
            assertThat(scene.peer.receive(Register.class).options()).isEqualTo(Map.of("concurrency", 4L));
        }
    }

    @Test
    void each_option_of_a_registration_is_sent() throws Exception {
        try (Scene scene = Scene.joined()) {
            scene.session.registerAsync(
                    "com.example.",
                    RegistrationOptions.PREFIX
                            .withInvoke(InvokePolicy.ROUNDROBIN)
                            .withConcurrency(4)
                            .withDisclosedCaller()
                            .withForceReregister()
                            .withForwardedTimeout()
                            .with("x_own", "y"),
                    invocation -> null);
            assertThat(scene.peer.receive(Register.class).options())
                    .isEqualTo(Map.of(
                            "match",
                            "prefix",
                            "invoke",
                            "roundrobin",
                            "concurrency",
                            4L,
                            "disclose_caller",
                            true,
                            "force_reregister",
                            true,
                            "forward_timeout",
                            true,
                            "x_own",
                            "y"));
        }
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void the_returned_object_is_the_only_argument_of_the_result(WireFormat format) throws Exception {
        try (Scene scene =
                registered(Scene.joined(format), call -> call.arg(0, Integer.class) + call.arg(1, Integer.class))) {
            invoke(scene, 1, Map.of(), 2, 3);
            Yield yield = scene.peer.receive(Yield.class);
            assertThat(yield.request()).isEqualTo(1);
            assertThat(yield.options()).isEmpty();
            assertThat(scene.peer.args(yield.payload())).isEqualTo(List.of(5L));
        }
    }

    @Test
    void null_is_a_result_without_arguments() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> null)) {
            invoke(scene, 1, Map.of());
            assertThat(scene.peer.receive(Yield.class).payload().isEmpty()).isTrue();
        }
    }

    @Test
    void a_reply_has_any_number_of_arguments_and_keyword_arguments() throws Exception {
        try (Scene scene = registered(
                Scene.joined(), call -> Reply.of(1, 2).with("rest", 3).passthru(Passthru.of("x_mine")))) {
            invoke(scene, 1, Map.of());
            Yield yield = scene.peer.receive(Yield.class);
            assertThat(scene.peer.args(yield.payload())).isEqualTo(List.of(1L, 2L));
            assertThat(scene.peer.kwargs(yield.payload())).isEqualTo(Map.of("rest", 3L));
            assertThat(yield.options()).isEqualTo(Map.of("ppt_scheme", "x_mine"));
        }
    }

    @Test
    void a_returned_stage_is_the_result_when_it_completes() throws Exception {
        CompletableFuture<String> later = new CompletableFuture<>();
        try (Scene scene = registered(Scene.joined(), call -> later)) {
            invoke(scene, 1, Map.of());
            later.complete("done");
            assertThat(scene.peer.args(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(List.of("done"));
        }
    }

    @Test
    void a_wamp_exception_is_the_error_of_the_caller() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> {
            throw new WampException("com.example.error", List.of(1), Map.of("a", "b"));
        })) {
            invoke(scene, 1, Map.of());
            ErrorMessage error = scene.peer.receive(ErrorMessage.class);
            assertThat(error.requestType()).isEqualTo(MessageType.INVOCATION);
            assertThat(error.error()).isEqualTo("com.example.error");
            assertThat(scene.peer.args(error.payload())).isEqualTo(List.of(1L));
            assertThat(scene.peer.kwargs(error.payload())).isEqualTo(Map.of("a", "b"));
        }
    }

    @Test
    void any_other_exception_is_a_runtime_error_with_its_message() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> {
            throw new IllegalStateException("a failure that the test wants");
        })) {
            invoke(scene, 1, Map.of());
            ErrorMessage error = scene.peer.receive(ErrorMessage.class);
            assertThat(error.error()).isEqualTo("wamp.error.runtime_error");
            assertThat(scene.peer.args(error.payload())).isEqualTo(List.of("a failure that the test wants"));
        }
    }

    @Test
    void an_argument_of_another_type_is_an_invalid_argument() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> call.arg(0, Integer.class))) {
            invoke(scene, 1, Map.of(), "x");
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.invalid_argument");
        }
    }

    @Test
    void a_result_that_cannot_be_encoded_is_a_runtime_error() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> new Object())) {
            invoke(scene, 1, Map.of());
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.runtime_error");
        }
    }

    @Test
    void a_result_that_is_longer_than_the_router_accepts_is_an_error() throws Exception {
        ScriptedRouter router = ScriptedRouter.start();
        router.accepts(2);
        try (Scene scene = registered(Scene.joined(router, builder -> builder), call -> new byte[4096])) {
            invoke(scene, 1, Map.of());
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.payload_size_exceeded");
        }
    }

    @Test
    void a_handler_that_blocks_delays_only_itself() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Scene scene = registered(Scene.joined(), call -> {
            if (call.arg(0, Boolean.class)) {
                goOn.await();
            }
            return Thread.currentThread().isVirtual();
        })) {
            invoke(scene, 1, Map.of(), true);
            invoke(scene, 2, Map.of(), false);
            Yield fast = scene.peer.receive(Yield.class);
            assertThat(fast.request()).isEqualTo(2);
            assertThat(scene.peer.args(fast.payload())).isEqualTo(List.of(true));
            goOn.countDown();
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(1);
        }
    }

    @Test
    void invocations_beyond_the_limit_are_refused_as_unavailable() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxInvocations(1)));
        try (Scene scene = registered(joined, call -> {
            goOn.await();
            return null;
        })) {
            invoke(scene, 1, Map.of());
            invoke(scene, 2, Map.of());
            ErrorMessage refused = scene.peer.receive(ErrorMessage.class);
            assertThat(refused.request()).isEqualTo(2);
            assertThat(refused.error()).isEqualTo("wamp.error.unavailable");
            goOn.countDown();
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(1);
            invoke(scene, 3, Map.of());
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(3);
        }
    }

    @Test
    void invocations_beyond_the_limit_of_bytes_are_refused_as_unavailable() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxInvocationBytes(10_000)));
        try (Scene scene = registered(joined, call -> {
            goOn.await();
            return null;
        })) {
            invoke(scene, 1, Map.of(), "x".repeat(4_000));
            invoke(scene, 2, Map.of(), "x".repeat(4_000));
            invoke(scene, 3, Map.of(), "x".repeat(4_000));
            ErrorMessage refused = scene.peer.receive(ErrorMessage.class);
            assertThat(refused.request()).isEqualTo(3);
            assertThat(refused.error()).isEqualTo("wamp.error.unavailable");
            goOn.countDown();
            assertThat(List.of(
                            scene.peer.receive(Yield.class).request(),
                            scene.peer.receive(Yield.class).request()))
                    .containsExactlyInAnyOrder(1L, 2L);
            invoke(scene, 4, Map.of(), "x".repeat(20_000));
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "throw", "unencodable", "stage", "failed stage", "wait"})
    void each_end_of_an_invocation_releases_its_bytes(String way) throws Exception {
        // Beside any other invocation, none is accepted.
        Scene joined = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxInvocationBytes(1)));
        try (Scene scene = registered(joined, call -> switch (call.arg(0, String.class)) {
            case "throw" -> throw new WampException("com.example.error", "x");
            case "unencodable" -> new Object();
            case "stage" -> CompletableFuture.completedFuture("x");
            case "failed stage" -> CompletableFuture.failedFuture(new IllegalStateException("wanted"));
            case "wait" -> {
                new CountDownLatch(1).await();
                yield null;
            }
            default -> null;
        })) {
            invoke(scene, 1, Map.of(), way);
            if (way.equals("wait")) {
                scene.peer.send(new Interrupt(1, Map.of("mode", "kill")));
            }
            scene.peer.receive(WampMessage.class);
            invoke(scene, 2, Map.of(), "return");
            assertThat(scene.peer.receive(Yield.class).request()).isEqualTo(2);
        }
    }

    @Test
    void an_interrupt_reaches_the_handler_as_a_token_and_as_a_thread_interrupt() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (Scene scene = registered(Scene.joined(), call -> {
            call.onInterrupt(() -> seen.add("task"));
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                seen.add(call.isInterrupted());
                throw e;
            }
            return null;
        })) {
            invoke(scene, 1, Map.of());
            assertThat(begun.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            scene.peer.send(new Interrupt(1, Map.of("mode", "kill")));
            ErrorMessage error = scene.peer.receive(ErrorMessage.class);
            assertThat(error.error()).isEqualTo("wamp.error.canceled");
            assertThat(List.of(
                            seen.poll(Patience.SECONDS, TimeUnit.SECONDS),
                            seen.poll(Patience.SECONDS, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder("task", true);
        }
    }

    @Test
    void progressive_results_precede_the_result() throws Exception {
        try (Scene scene = registered(Scene.joined(), call -> {
            call.progress(1);
            call.progress(Reply.of(2).with("a", 3));
            return "end";
        })) {
            invoke(scene, 1, Map.of("receive_progress", true));
            Yield first = scene.peer.receive(Yield.class);
            assertThat(first.options()).isEqualTo(Map.of("progress", true));
            assertThat(scene.peer.args(first.payload())).isEqualTo(List.of(1L));
            assertThat(scene.peer.kwargs(scene.peer.receive(Yield.class).payload()))
                    .isEqualTo(Map.of("a", 3L));
            Yield last = scene.peer.receive(Yield.class);
            assertThat(last.options()).isEmpty();
            assertThat(scene.peer.args(last.payload())).isEqualTo(List.of("end"));
        }
    }

    @Test
    void an_invocation_has_the_details_of_its_call() throws Exception {
        BlockingQueue<io.signalbox.client.Invocation> calls = new LinkedBlockingQueue<>();
        try (Scene scene = registered(Scene.joined(), call -> {
            calls.add(call);
            return null;
        })) {
            invoke(
                    scene,
                    1,
                    Map.of(
                            "caller",
                            3L,
                            "caller_authid",
                            "joe",
                            "caller_authrole",
                            "user",
                            "procedure",
                            "com.example.x"));
            io.signalbox.client.Invocation call = calls.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(call.procedure()).isEqualTo("com.example.x");
            assertThat(call.caller()).hasValue(3);
            assertThat(call.callerAuthid()).contains("joe");
            assertThat(call.callerAuthrole()).contains("user");
            assertThat(call.timeout()).isEmpty();
            assertThat(call.wantsProgress()).isFalse();
        }
    }

    @Test
    void an_ended_registration_is_unregistered() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Registration> future = scene.session.registerAsync("com.example.x", call -> null);
            scene.peer.registered(REGISTRATION);
            CompletableFuture<Void> ended = Scene.get(future).unregisterAsync();
            Unregister unregister = scene.peer.receive(Unregister.class);
            assertThat(unregister.registration()).isEqualTo(REGISTRATION);
            scene.peer.send(new Unregistered(unregister.request(), Map.of()));
            Scene.get(ended);
            assertThat(Scene.get(future).status()).isEqualTo(HandleStatus.ENDED);
            invoke(scene, 1, Map.of());
            assertThat(scene.peer.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
        }
    }

    @Test
    void a_refused_registration_fails_with_the_error_of_the_router() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Registration> future = scene.session.registerAsync("com.example.x", call -> null);
            Register register = scene.peer.receive(Register.class);
            scene.peer.send(new ErrorMessage(
                    MessageType.REGISTER,
                    register.request(),
                    Map.of(),
                    "wamp.error.procedure_already_exists",
                    scene.peer.payload()));
            assertThatThrownBy(() -> Scene.get(future)).hasMessageContaining("wamp.error.procedure_already_exists");
        }
    }

    @Test
    void a_registration_whose_future_was_canceled_is_ended() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Registration> future = scene.session.registerAsync("com.example.x", call -> null);
            Register register = scene.peer.receive(Register.class);
            future.cancel(true);
            scene.peer.send(new Registered(register.request(), REGISTRATION));
            assertThat(scene.peer.receive(Unregister.class).registration()).isEqualTo(REGISTRATION);
        }
    }
}
