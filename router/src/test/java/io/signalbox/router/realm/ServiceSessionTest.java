package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.SessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The router's own session in a realm. */
class ServiceSessionTest {
    private static final String PROCEDURE = "wamp.test.procedure";

    private final RealmFixture fixture = new RealmFixture();

    private static List<Object> arguments(Result result) {
        return new Serializers().of(WireFormat.JSON).arguments(result.payload());
    }

    @Test
    void it_answers_a_call_without_a_worker() {
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> Answer.of(arguments.id(0, "a number")));
        ScriptedPeer caller = fixture.joins();

        caller.sends(new Call(1, Map.of(), PROCEDURE, ScriptedPeer.text("42")));

        assertThat(arguments(caller.receives(Result.class))).containsExactly(42L);
    }

    @Test
    void it_learns_who_calls_where_nobody_else_does_and_serves_more_than_a_client_may() {
        fixture.refusesDiscloseMe = true;
        fixture.limits = new SessionLimits(100, 10, 1, 1, 1 << 20, 10, 10, 10, 1000);
        List<Caller> callers = new ArrayList<>();
        fixture.realm().service().register("wamp.test.other", (caller, arguments) -> Answer.empty());
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> {
            callers.add(caller);
            return Answer.empty();
        });
        ScriptedPeer caller = fixture.joins();

        caller.calls(PROCEDURE);

        assertThat(caller.receives(Result.class).payload()).isSameAs(Payload.EMPTY);
        assertThat(callers).singleElement().satisfies(known -> {
            assertThat(known.session()).isEqualTo(caller.sessionId);
            assertThat(known.authrole()).isEqualTo("anonymous");
            assertThat(known.authid()).isNotBlank();
        });
    }

    @Test
    void what_a_procedure_throws_is_the_error_of_the_call() {
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> {
            throw new ProcedureError("com.example.no", "because");
        });
        fixture.realm().service().register("wamp.test.broken", (caller, arguments) -> {
            throw new IllegalStateException("a defect");
        });
        ScriptedPeer caller = fixture.joins();

        caller.calls(PROCEDURE);
        caller.receivesError(MessageType.CALL, "com.example.no");
        caller.calls("wamp.test.broken");
        caller.receivesError(MessageType.CALL, "signalbox.error.internal_error");
        caller.isOpen();
    }

    @Test
    void a_wrong_argument_is_named() {
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> Answer.of(arguments.id(0, "a session")));
        ScriptedPeer caller = fixture.joins();

        for (String wrong : List.of("\"1\"", "1.0", "null", "true", "18446744073709551616")) {
            caller.sends(new Call(caller.nextRequest(), Map.of(), PROCEDURE, ScriptedPeer.text(wrong)));
            caller.receivesError(MessageType.CALL, ErrorUri.INVALID_ARGUMENT);
        }
    }

    @Test
    void a_result_may_come_later() {
        CompletableFuture<Payload> first = new CompletableFuture<>();
        CompletableFuture<Payload> second = new CompletableFuture<>();
        List<CompletableFuture<Payload>> results = new ArrayList<>(List.of(first, second));
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> new Answer.Later(results.remove(0)));
        ScriptedPeer caller = fixture.joins();

        caller.calls(PROCEDURE);
        caller.calls(PROCEDURE);
        caller.receivesNothing();
        second.completeExceptionally(new ProcedureError("com.example.no", "because"));
        first.complete(ScriptedPeer.text("1"));
        caller.settle();

        caller.receivesError(MessageType.CALL, "com.example.no");
        assertThat(arguments(caller.receives(Result.class))).containsExactly(1L);
    }

    @Test
    void the_answer_for_a_caller_that_has_left_is_dropped() {
        CompletableFuture<Payload> result = new CompletableFuture<>();
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> new Answer.Later(result));
        ScriptedPeer caller = fixture.joins();
        caller.calls(PROCEDURE);
        caller.disconnects();

        result.complete(Payload.EMPTY);
        caller.settle();

        caller.receivesNothing();
        assertThat(fixture.realm().counters().failedTasks).isZero();
    }

    @Test
    void it_publishes_without_telling_who_it_is() {
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> {
            fixture.realm().service().publish("wamp.test.topic", ScriptedPeer.text("1"));
            return Answer.empty();
        });
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("wamp.test.topic");

        subscriber.calls(PROCEDURE);

        subscriber.receives(Result.class);
        Event event = subscriber.receivesEvent();
        assertThat(event.details()).isEmpty();
    }

    @Test
    void a_procedure_is_served_once() {
        fixture.realm().service().register(PROCEDURE, (caller, arguments) -> Answer.empty());

        assertThatThrownBy(() -> fixture.realm().service().register(PROCEDURE, (caller, arguments) -> Answer.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(PROCEDURE);
    }
}
