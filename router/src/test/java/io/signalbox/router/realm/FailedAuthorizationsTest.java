package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Authorizers that throw exceptions or do not decide. */
class FailedAuthorizationsTest {
    private final RealmFixture fixture = new RealmFixture();
    private final ScriptedAuthorizer authorizer = new ScriptedAuthorizer();

    @BeforeEach
    void use_an_authorizer() {
        fixture.role("asked", authorizer);
    }

    static List<Function<AuthorizationRequest, Authorization>> defects() {
        return List.of(
                request -> {
                    throw new IllegalStateException("scripted");
                },
                request -> null,
                request -> new Authorization.Later(null),
                request -> new Authorization.Later(CompletableFuture.completedFuture(null)),
                request -> Decision.UNDECIDED,
                request -> new Authorization.Later(CompletableFuture.completedFuture(Decision.UNDECIDED)),
                request ->
                        new Authorization.Later(CompletableFuture.failedFuture(new IllegalStateException("scripted"))));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void an_authorizer_that_fails_fails_the_request_and_nothing_else(
            Function<AuthorizationRequest, Authorization> defect) {
        authorizer.answer = defect;
        RecordedLog log = RecordedLog.of(FailedAuthorizations.class);
        try {
            ScriptedPeer peer = fixture.joins("asked");
            peer.sends(new Call(1, Map.of(), "asked.procedure", Payload.EMPTY));
            peer.settle();
            peer.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
            peer.sends(new Publish(2, Map.of(), "asked.topic", Payload.EMPTY));
            peer.settle();
            peer.receivesNothing().isOpen();
            assertThat(fixture.realm().counters().failedAuthorizations).isEqualTo(2);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("session=" + peer.sessionId, "authrole=asked", "decide on CALL asked.procedure: ");

            fixture.timers.advance(Duration.ofSeconds(10));
            fixture.workers.runAll();
            assertThat(log.lines())
                    .last()
                    .isEqualTo("realm=realm1 1 further requests failed because of their authorizers since the last"
                            + " log line");
        } finally {
            log.stop();
        }
    }

    static List<Function<AuthorizationRequest, Authorization>> exceptions() {
        IllegalStateException defect = new IllegalStateException("scripted");
        return List.of(
                request -> {
                    throw defect;
                },
                request -> new Authorization.Later(CompletableFuture.failedFuture(defect)));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void the_log_has_the_stack_trace_of_an_exception_of_an_authorizer(
            Function<AuthorizationRequest, Authorization> exception) {
        authorizer.answer = exception;
        RecordedLog log = RecordedLog.of(FailedAuthorizations.class);
        try {
            ScriptedPeer peer = fixture.joins("asked");
            peer.sends(new Call(1, Map.of(), "asked.procedure", Payload.EMPTY));
            peer.settle();
            peer.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
            assertThat(log.traces()).containsExactly(IllegalStateException.class.getName());
        } finally {
            log.stop();
        }
    }

    /** A testament is a publication by a procedure of the router, which authorizes it. */
    @ParameterizedTest
    @MethodSource("defects")
    void an_authorizer_that_fails_on_what_a_procedure_of_the_router_does_fails_the_call(
            Function<AuthorizationRequest, Authorization> defect) {
        ScriptedPeer peer = fixture.joins("asked");
        authorizer.answer = request -> request.uri().startsWith("wamp.") ? Decision.ALLOWED : defect.apply(request);
        RecordedLog log = RecordedLog.of(FailedAuthorizations.class);
        try {
            peer.sends(new Call(1, Map.of(), "wamp.session.add_testament", ScriptedPeer.text("\"asked.topic\",[],{}")));
            peer.settle();
            peer.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("session=" + peer.sessionId, "decide on PUBLISH asked.topic: ");
        } finally {
            log.stop();
        }
    }

    @Test
    void a_failure_that_the_authorizer_reports_is_counted_and_not_logged_again() {
        authorizer.answer = request -> Decision.FAILED;
        RecordedLog log = RecordedLog.of(FailedAuthorizations.class);
        try {
            ScriptedPeer peer = fixture.joins("asked");
            peer.sends(new Call(1, Map.of(), "asked.procedure", Payload.EMPTY));
            peer.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
            assertThat(fixture.realm().counters().failedAuthorizations).isOne();
            assertThat(log.lines()).isEmpty();
        } finally {
            log.stop();
        }
    }
}
