package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Spec: Authentication Methods. */
class AuthenticationTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final RealmFixture fixture = new RealmFixture();

    @Test
    void a_client_that_answers_its_challenge_joins_with_the_session_id_of_the_challenge() {
        ScriptedPeer peer = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        Challenge challenge = peer.receives(Challenge.class);
        assertThat(challenge.authMethod()).isEqualTo("ticket");
        peer.receivesNothing();

        peer.sends(authenticate("right"));
        Welcome welcome = peer.receives(Welcome.class);
        assertThat(challenge.extra()).containsEntry("session", welcome.session());
        assertThat(welcome.details())
                .containsEntry("authid", "alice")
                .containsEntry("authmethod", "ticket")
                .containsEntry("authprovider", "test")
                .doesNotContainKey("authextra");
        assertThat(fixture.timers.waiting()).isZero();
        assertThat(fixture.authentications.taken()).isZero();
    }

    @Test
    void a_second_challenge_is_possible_and_only_its_answer_counts_then() {
        Authenticator twice = new ScriptedMethod(
                "ticket",
                first -> ScriptedMethod.challenge(
                        first,
                        (signature, extra) -> ScriptedMethod.challenge(
                                first, (again, more) -> ScriptedMethod.judge(signature + again))));
        ScriptedPeer peer = connects(twice).sends(hello("ticket"));
        peer.receives(Challenge.class);
        peer.sends(authenticate("ri")).receives(Challenge.class);
        peer.sends(authenticate("ght")).receives(Welcome.class);
    }

    @Test
    void a_delay_that_ends_at_once_keeps_the_deadline_of_the_next_step() {
        AuthStep later = new AuthStep.Pending(new CompletableFuture<>());
        Timers eager = new ScriptedTimers(fixture.timers, (delayNanos, task) -> {
            if (delayNanos > 1) {
                return fixture.timers.after(delayNanos, task);
            }
            task.run();
            return () -> {};
        });
        SessionAcceptor acceptor = new SessionAcceptor(
                fixture.directory(),
                new AuthMethods(List.of(ScriptedMethod.always(new AuthStep.Delayed(1, () -> later)))),
                new SessionAcceptor.Quotas(
                        fixture.listenerQuota, fixture.nodeQuota, fixture.authentications, fixture.inbound),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(eager, Runnable::run, fixture.sessionIds));
        ScriptedPeer peer = fixture.connects(acceptor).sends(hello("ticket"));
        assertThat(fixture.timers.waiting()).isOne();

        peer.disconnects();

        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_client_has_one_try() {
        ScriptedPeer peer = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        peer.receives(Challenge.class);
        peer.sends(authenticate("wrong"));
        assertThat(peer.receivesAbort(ErrorUri.AUTHENTICATION_DENIED).details()).containsEntry("message", "scripted");
        peer.isClosedWith(Kind.NORMAL);

        peer.sends(authenticate("right")).sends(hello("ticket")).receivesNothing();
        nothingIsLeft();
    }

    @Test
    void the_order_of_the_client_decides_and_unknown_names_are_skipped() {
        Authenticator other = new ScriptedMethod("wampcra", request -> ScriptedMethod.REJECTED);
        ScriptedPeer peer = connects(other, anonymous(), ScriptedMethod.asking());
        peer.sends(hello("kerberos", "ticket", "wampcra", "anonymous"));
        assertThat(peer.receives(Challenge.class).authMethod()).isEqualTo("ticket");
    }

    @Test
    void a_client_that_names_no_method_is_anonymous_or_refused() {
        connects(ScriptedMethod.asking(), anonymous()).sends(hello()).receives(Welcome.class);
        connects(ScriptedMethod.asking()).sends(hello()).receivesAbort(ErrorUri.NO_MATCHING_AUTH_METHOD);
        connects(ScriptedMethod.asking())
                .sends(ScriptedPeer.hello("realm1"))
                .receivesAbort(ErrorUri.NO_MATCHING_AUTH_METHOD);
    }

    @Test
    void an_authenticator_sees_hello_and_the_connection() {
        List<AuthRequest> seen = new ArrayList<>();
        Authenticator recording = new ScriptedMethod("ticket", request -> {
            seen.add(request);
            return ScriptedMethod.ACCEPTED;
        });
        Welcome welcome = connects(recording).sends(hello("ticket")).receives(Welcome.class);
        AuthRequest request = seen.getFirst();
        assertThat(request.session()).isEqualTo(welcome.session());
        assertThat(request.realm()).contains("realm1");
        assertThat(request.hello().authid()).contains("alice");
        assertThat(request.peer().address()).isEqualTo("127.0.0.1:1");
    }

    @Test
    void an_answer_that_comes_later_is_awaited_without_a_pause_of_reading() {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(later)).sends(hello("ticket"));
        peer.receivesNothing().isOpen();
        assertThat(peer.connection.paused).isFalse();
        assertThat(fixture.authentications.taken()).isOne();

        later.complete(ScriptedMethod.ACCEPTED);
        peer.settle();
        peer.receives(Welcome.class);
        assertThat(fixture.authentications.taken()).isZero();
        peer.sends(new Subscribe(1, Map.of(), "a.b")).receives(Subscribed.class);
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_challenge_and_the_judgement_of_its_answer_may_come_later() {
        CompletableFuture<AuthStep> first = new CompletableFuture<>();
        CompletableFuture<AuthStep> second = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(first)).sends(hello("ticket"));
        first.complete(new AuthStep.Challenged(Map.of(), (signature, extra) -> new AuthStep.Pending(second)));
        peer.settle();
        peer.receives(Challenge.class);
        peer.sends(authenticate("right")).receivesNothing();
        second.complete(ScriptedMethod.ACCEPTED);
        peer.settle();
        peer.receives(Welcome.class);
    }

    @Test
    void an_authenticator_that_hangs_is_given_up_and_its_answer_has_no_effect() {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(later)).sends(hello("ticket"));
        fixture.timers.advance(DEADLINE.minusMillis(1));
        peer.settle();
        peer.receivesNothing();
        fixture.timers.advance(Duration.ofMillis(1));
        peer.settle();
        peer.receivesAbort(ErrorUri.AUTHENTICATION_FAILED);
        peer.isClosedWith(Kind.NORMAL);

        later.complete(ScriptedMethod.ACCEPTED);
        peer.settle();
        peer.receivesNothing();
        fixture.timers.advance(Duration.ofSeconds(10));
        nothingIsLeft();
    }

    @Test
    void clients_of_an_authenticator_that_fails_are_logged_once_in_ten_seconds_and_counted_then() {
        RecordedLog each = RecordedLog.of(SessionOpening.class);
        RecordedLog all = RecordedLog.of(SessionAcceptor.class);
        try {
            SessionAcceptor acceptor = fixture.acceptor(List.of(new ScriptedMethod("ticket", request -> null)));
            for (int i = 0; i < 3; i++) {
                fixture.connects(acceptor).sends(hello("ticket")).receivesAbort(ErrorUri.AUTHENTICATION_FAILED);
            }
            assertThat(each.lines()).hasSize(1);
            assertThat(acceptor.failedAuthentications()).isEqualTo(3);
            fixture.timers.advance(Duration.ofSeconds(10));
            assertThat(all.lines())
                    .containsExactly(
                            "2 further clients refused because their authenticators failed since the last log line");
        } finally {
            each.stop();
            all.stop();
        }
    }

    @Test
    void a_step_may_be_delayed_beyond_the_deadline_of_the_authenticator() {
        AuthStep delayed = new AuthStep.Delayed(2 * DEADLINE.toNanos(), () -> ScriptedMethod.ACCEPTED);
        ScriptedPeer peer = connects(ScriptedMethod.always(delayed)).sends(hello("ticket"));
        ScriptedPeer gone = connects(ScriptedMethod.always(delayed)).sends(hello("ticket"));
        assertThat(fixture.authentications.taken()).isEqualTo(2);
        gone.disconnects();
        assertThat(fixture.timers.waiting()).isOne();
        fixture.timers.advance(DEADLINE.multipliedBy(2).minusMillis(1));
        peer.settle();
        peer.receivesNothing().isOpen();

        fixture.timers.advance(Duration.ofMillis(1));
        peer.settle();
        peer.receives(Welcome.class);
        gone.receivesNothing();
        assertThat(fixture.authentications.taken()).isZero();
    }

    static List<Function<AuthRequest, AuthStep>> defects() {
        return List.of(
                request -> {
                    throw new IllegalStateException("scripted");
                },
                request -> {
                    throw new StackOverflowError("scripted");
                },
                request -> null,
                request -> new AuthStep.Accepted(null),
                request -> new AuthStep.Pending(CompletableFuture.failedFuture(new IllegalStateException("scripted"))),
                request -> new AuthStep.Pending(CompletableFuture.completedFuture(null)),
                request -> new AuthStep.Delayed(1, () -> null),
                request -> ScriptedMethod.challenge(request, (signature, extra) -> {
                    throw new IllegalStateException("scripted");
                }),
                request -> ScriptedMethod.challenge(request, (signature, extra) -> null));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void an_authenticator_that_throws_or_answers_nonsense_refuses_the_client(Function<AuthRequest, AuthStep> defect) {
        RecordedLog log = RecordedLog.of(SessionOpening.class);
        try {
            ScriptedPeer peer = connects(new ScriptedMethod("ticket", defect)).sends(hello("ticket"));
            fixture.timers.advance(Duration.ofNanos(1));
            peer.settle();
            peer.sends(authenticate("right"));
            peer.connection.received.removeIf(Challenge.class::isInstance);
            assertThat(peer.receivesAbort(ErrorUri.AUTHENTICATION_FAILED)
                            .details()
                            .get("message"))
                    .asString()
                    .doesNotContain("scripted");
            peer.receivesNothing().isClosedWith(Kind.NORMAL);
            assertThat(log.lines()).singleElement().asString().contains("authmethod=ticket", "listener=public");
            fixture.timers.advance(Duration.ofSeconds(10));
            nothingIsLeft();
        } finally {
            log.stop();
        }
    }

    static List<WampMessage> untimely() {
        return List.of(
                hello("ticket"),
                new Subscribe(1, Map.of(), "a.b"),
                new Goodbye(Map.of(), "wamp.close.close_realm"),
                new Welcome(1, Map.of()));
    }

    @ParameterizedTest
    @MethodSource("untimely")
    void only_authenticate_follows_a_challenge(WampMessage message) {
        ScriptedPeer peer = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        peer.receives(Challenge.class);
        peer.sends(message).receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.isClosedWith(Kind.PROTOCOL_ERROR);
        nothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("untimely")
    void no_message_follows_hello_before_its_answer(WampMessage message) {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(later)).sends(hello("ticket"));
        peer.sends(message).receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.isClosedWith(Kind.PROTOCOL_ERROR);
        later.complete(ScriptedMethod.ACCEPTED);
        peer.settle();
        peer.receivesNothing();
        nothingIsLeft();
    }

    @Test
    void authenticate_without_a_challenge_is_a_violation() {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(later)).sends(hello("ticket"));
        peer.sends(authenticate("right")).receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        fixture.joins().sends(authenticate("right")).receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
    }

    @Test
    void a_challenge_is_answered_within_its_deadline() {
        ScriptedPeer peer = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        peer.receives(Challenge.class);
        fixture.timers.advance(DEADLINE);
        peer.settle();
        peer.receivesAbort(ErrorUri.AUTHENTICATION_FAILED);
        peer.isClosedWith(Kind.NORMAL);
        peer.sends(authenticate("right")).receivesNothing();
        nothingIsLeft();
    }

    @Test
    void a_client_that_leaves_while_it_is_authenticated_leaves_nothing_behind() {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer lost = connects(pending(later)).sends(hello("ticket"));
        lost.disconnects();
        ScriptedPeer aborted = connects(pending(later)).sends(hello("ticket"));
        aborted.sends(new Abort(Map.of(), "wamp.error.canceled", Payload.EMPTY));
        aborted.receivesNothing().isClosedWith(Kind.NORMAL);
        ScriptedPeer challenged = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        challenged.disconnects();
        nothingIsLeft();

        later.complete(ScriptedMethod.ACCEPTED);
        fixture.workers.runAll();
        lost.receivesNothing();
        aborted.receivesNothing();
        nothingIsLeft();
    }

    @Test
    void an_identity_names_the_realm_and_further_details() {
        Identity elsewhere =
                new Identity("alice", "anonymous", "ticket", "test", Optional.of("realm1"), Map.of("verifier", "abc"));
        Authenticator method = ScriptedMethod.always(new AuthStep.Accepted(elsewhere));
        for (Optional<String> asked : List.of(Optional.<String>empty(), Optional.of("other.realm"))) {
            ScriptedPeer peer = connects(method)
                    .sends(new Hello(
                            asked, Map.of("roles", Map.of("caller", Map.of()), "authmethods", List.of("ticket"))));
            assertThat(peer.receives(Welcome.class).details())
                    .containsEntry("realm", "realm1")
                    .containsEntry("authextra", Map.of("verifier", "abc"));
        }
    }

    @Test
    void an_identity_in_an_unknown_realm_is_refused() {
        Identity nowhere = new Identity("alice", "anonymous", "ticket", "test", Optional.of("other.realm"), Map.of());
        connects(ScriptedMethod.always(new AuthStep.Accepted(nowhere)))
                .sends(hello("ticket"))
                .receivesAbort(ErrorUri.NO_SUCH_REALM);
    }

    @Test
    void no_authenticator_grants_the_role_trusted() {
        fixture.role("trusted", (action, uri, match) -> Decision.ALLOWED);
        connects(ScriptedMethod.always(new AuthStep.Accepted(new Identity("alice", "trusted", "ticket", "test"))))
                .sends(hello("ticket"))
                .receivesAbort(ErrorUri.NO_SUCH_ROLE);
    }

    @Test
    void authentications_under_way_are_bounded() {
        fixture.authentications = new SessionQuota(1);
        ScriptedPeer first = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        first.receives(Challenge.class);
        ScriptedPeer second = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        second.receivesAbort(ErrorUri.LIMIT_EXCEEDED);
        second.isClosedWith(Kind.NORMAL);
        connects(ScriptedMethod.always(ScriptedMethod.ACCEPTED))
                .sends(hello("ticket"))
                .receives(Welcome.class);

        first.sends(authenticate("right")).receives(Welcome.class);
        connects(ScriptedMethod.asking()).sends(hello("ticket")).receives(Challenge.class);
    }

    @Test
    void a_realm_that_shuts_down_meanwhile_refuses_the_client() {
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        ScriptedPeer peer = connects(pending(later)).sends(hello("ticket"));
        fixture.directory().shutDown();
        fixture.workers.runAll();
        later.complete(ScriptedMethod.ACCEPTED);
        peer.settle();
        peer.receivesAbort(CloseUri.SYSTEM_SHUTDOWN);
        nothingIsLeft();
    }

    @Test
    void a_second_session_of_a_connection_authenticates_anew() {
        ScriptedPeer peer = connects(ScriptedMethod.asking()).sends(hello("ticket"));
        peer.receives(Challenge.class);
        peer.sends(authenticate("right")).receives(Welcome.class);
        peer.leaves();
        peer.receives(Goodbye.class);
        peer.sends(hello("ticket")).receives(Challenge.class);
        peer.sends(authenticate("wrong")).receivesAbort(ErrorUri.AUTHENTICATION_DENIED);
    }

    private ScriptedPeer connects(Authenticator... methods) {
        return fixture.connects(List.of(methods));
    }

    private static Authenticator pending(CompletableFuture<AuthStep> later) {
        return ScriptedMethod.always(new AuthStep.Pending(later));
    }

    private static AnonymousAuth anonymous() {
        return new AnonymousAuth("anonymous", new Random(7));
    }

    private static Hello hello(String... methods) {
        return new Hello(
                Optional.of("realm1"),
                Map.of(
                        "roles", Map.of("caller", Map.of(), "subscriber", Map.of()),
                        "authid", "alice",
                        "authmethods", List.of(methods)));
    }

    private static Authenticate authenticate(String signature) {
        return new Authenticate(signature, Map.of());
    }

    private void nothingIsLeft() {
        assertThat(fixture.authentications.taken()).as("authentications").isZero();
        assertThat(fixture.nodeQuota.taken()).as("sessions").isZero();
        assertThat(fixture.timers.waiting()).as("timers").isZero();
        assertThat(fixture.realm().sessions().size())
                .as("sessions of the realm")
                .isZero();
    }
}
