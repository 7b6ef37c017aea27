package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.meta.MetaSettings.MetaLimits;
import io.signalbox.router.session.ServiceCallError;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Calls that the router itself makes in a realm. */
class ServiceCallsTest {
    private static final String PROCEDURE = "com.example.authenticate";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RealmFixture fixture = new RealmFixture();

    private CompletableFuture<Payload> calling(String procedure) {
        return calling(procedure, ScriptedPeer.text("42"));
    }

    private CompletableFuture<Payload> calling(String procedure, Payload arguments) {
        CompletableFuture<Payload> answer = fixture.realm()
                .serviceCalls()
                .call(procedure, arguments, TIMEOUT.toNanos())
                .toCompletableFuture();
        fixture.workers.runAll();
        return answer;
    }

    private ScriptedPeer callee(Map<String, Object> options) {
        ScriptedPeer callee = fixture.joins();
        callee.sends(new Register(callee.nextRequest(), options, PROCEDURE));
        callee.receives(Registered.class);
        return callee;
    }

    private ScriptedPeer callee() {
        return callee(Map.of());
    }

    private static void yields(ScriptedPeer callee, Invocation invocation) {
        callee.sends(new Yield(invocation.request(), Map.of(), ScriptedPeer.text("\"user\"")));
    }

    private static List<Object> arguments(Payload payload) {
        return new Serializers().of(WireFormat.JSON).arguments(payload);
    }

    private static ServiceCallError failureOf(CompletableFuture<Payload> answer) {
        assertThat(answer).isCompletedExceptionally();
        return (ServiceCallError) answer.handle((payload, failure) ->
                        failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                .join();
    }

    private void fails(CompletableFuture<Payload> answer, String uri) {
        assertThat(failureOf(answer).uri()).isEqualTo(uri);
        assertThat(failureOf(answer).isOfApplication()).isFalse();
    }

    @Test
    void a_callee_gets_the_arguments_and_its_result_is_the_answer() {
        ScriptedPeer callee = callee();

        CompletableFuture<Payload> answer = calling(PROCEDURE);
        Invocation invocation = callee.receives(Invocation.class);
        assertThat(arguments(invocation.payload())).containsExactly(42L);
        assertThat(answer).isNotDone();
        yields(callee, invocation);

        assertThat(arguments(answer.join())).containsExactly("user");
    }

    @Test
    void the_answer_is_taken_outside_the_realm() {
        ScriptedPeer callee = callee();
        List<Boolean> inside = new ArrayList<>();
        CompletableFuture<Payload> answer = calling(PROCEDURE);
        answer.thenRun(() -> inside.add(fixture.realm().loop().isInside()));

        yields(callee, callee.receives(Invocation.class));

        assertThat(inside).containsExactly(false);
    }

    @Test
    void a_pattern_registration_serves_the_call() {
        ScriptedPeer callee = fixture.joins();
        callee.sends(new Register(callee.nextRequest(), Map.of("match", "prefix"), "com.example."));
        callee.receives(Registered.class);

        CompletableFuture<Payload> answer = calling(PROCEDURE);
        Invocation invocation = callee.receives(Invocation.class);
        assertThat(invocation.details()).containsEntry("procedure", PROCEDURE);
        yields(callee, invocation);

        assertThat(answer).isCompleted();
    }

    @Test
    void the_call_counts_as_none_of_a_client() {
        callee();

        calling(PROCEDURE);

        assertThat(fixture.realm().counters().calls).isZero();
        assertThat(fixture.realm().counters().serviceCalls).isEqualTo(1);
    }

    @Test
    void the_error_of_a_callee_keeps_its_uri_and_its_first_argument() {
        ScriptedPeer callee = callee();
        CompletableFuture<Payload> answer = calling(PROCEDURE);
        Invocation invocation = callee.receives(Invocation.class);

        callee.sends(new ErrorMessage(
                MessageType.INVOCATION,
                invocation.request(),
                Map.of(),
                "com.example.unknown",
                ScriptedPeer.text("\"no such user\"")));

        assertThat(failureOf(answer).uri()).isEqualTo("com.example.unknown");
        assertThat(failureOf(answer)).hasMessage("no such user");
        assertThat(failureOf(answer).isOfApplication()).isTrue();
    }

    @Test
    void a_call_without_a_callee_fails() {
        fails(calling(PROCEDURE), ErrorUri.NO_SUCH_PROCEDURE);
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_call_whose_callee_leaves_fails() {
        ScriptedPeer callee = callee();
        CompletableFuture<Payload> answer = calling(PROCEDURE);

        callee.disconnects();

        fails(answer, ErrorUri.CANCELED);
    }

    @Test
    void the_deadline_ends_a_call_and_interrupts_its_callee() {
        ScriptedPeer callee = fixture.connects();
        callee.sends(new Hello(
                Optional.of("realm1"),
                Map.of("roles", Map.of("callee", Map.of("features", Map.of("call_canceling", true))))));
        callee.takesWelcome();
        callee.registers(PROCEDURE);
        callee.receives(Registered.class);
        CompletableFuture<Payload> answer = calling(PROCEDURE);
        Invocation invocation = callee.receives(Invocation.class);

        fixture.timers.advance(TIMEOUT.minusMillis(1));
        callee.settle();
        assertThat(answer).isNotDone();
        fixture.timers.advance(Duration.ofMillis(1));
        callee.settle();

        fails(answer, ErrorUri.TIMEOUT);
        assertThat(callee.receives(Interrupt.class).request()).isEqualTo(invocation.request());
    }

    @Test
    void an_answer_after_the_deadline_is_dropped() {
        ScriptedPeer callee = callee();
        CompletableFuture<Payload> answer = calling(PROCEDURE);
        Invocation late = callee.receives(Invocation.class);
        fixture.timers.advance(TIMEOUT);
        callee.settle();

        yields(callee, late);

        fails(answer, ErrorUri.TIMEOUT);
        callee.isOpen();
        assertThat(fixture.realm().dealer().endedInvocations()).isZero();
    }

    @Test
    void the_number_of_open_calls_is_bounded_and_a_refusal_is_counted() {
        MetaLimits few = new MetaLimits(100, 1 << 20, 64 << 10, 2);
        fixture.meta = new MetaSettings(true, few);
        ScriptedPeer callee = callee();
        calling(PROCEDURE);
        calling(PROCEDURE);

        fails(calling(PROCEDURE), "signalbox.error.limit_exceeded");
        assertThat(fixture.realm().counters().refusedByLimit).isEqualTo(1);
        yields(callee, callee.receives(Invocation.class));
        callee.receives(Invocation.class);

        assertThat(calling(PROCEDURE)).isNotDone();
        callee.receives(Invocation.class);
    }

    @Test
    void the_open_calls_of_one_procedure_leave_room_for_another() {
        fixture.meta = new MetaSettings(true, new MetaLimits(100, 1 << 20, 64 << 10, 2));
        ScriptedPeer callee = callee();
        callee.registers("com.example.authorize");
        callee.receives(Registered.class);
        calling(PROCEDURE);
        calling(PROCEDURE);
        fails(calling(PROCEDURE), "signalbox.error.limit_exceeded");

        CompletableFuture<Payload> answer = calling("com.example.authorize");

        callee.receives(Invocation.class);
        callee.receives(Invocation.class);
        yields(callee, callee.receives(Invocation.class));
        assertThat(answer).isCompleted();
    }

    @Test
    void the_limits_of_a_caller_do_not_apply() {
        fixture.limits = new SessionLimits(100, 10, 10, 10, 1 << 20, 10, 1, 1, 0);
        fixture.calls = new CallRules(0, 0, List.of(new CallRules.QueueLimit(PROCEDURE, MatchPolicy.EXACT, 1000)));
        ScriptedPeer callee = callee(Map.of("concurrency", 1L));
        List<CompletableFuture<Payload>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(calling(PROCEDURE));
        }

        for (int i = 0; i < 200; i++) {
            yields(callee, callee.receives(Invocation.class));
        }

        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
    }

    @Test
    void the_end_of_the_realm_fails_calls_that_are_open_and_calls_that_follow() {
        ScriptedPeer callee = callee();
        CompletableFuture<Payload> open = calling(PROCEDURE);

        CompletableFuture<Void> ended = fixture.realm().shutDown();
        callee.settle();
        callee.disconnects();
        callee.settle();

        assertThat(ended).isCompleted();
        fails(open, ErrorUri.CANCELED);
        fails(calling(PROCEDURE), "wamp.close.system_shutdown");
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_timer_that_cannot_be_canceled_keeps_no_answer_back() {
        Timers timers = new ScriptedTimers(fixture.timers, (delayNanos, task) -> () -> {
            throw new IllegalStateException("scripted");
        });
        Realm realm = new Realm(fixture.settings(), fixture.workers, timers, new Random(42));

        CompletableFuture<Payload> answer = realm.serviceCalls()
                .call(PROCEDURE, Payload.EMPTY, TIMEOUT.toNanos())
                .toCompletableFuture();
        fixture.workers.runAll();

        fails(answer, ErrorUri.NO_SUCH_PROCEDURE);
    }

    @Test
    void the_router_may_call_a_procedure_of_its_own() {
        assertThat(arguments(calling("wamp.session.count", Payload.EMPTY).join()))
                .containsExactly(0L);
    }
}
