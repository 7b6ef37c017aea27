package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import io.signalbox.router.auth.TicketSettings.TicketPrincipal;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DelayedAuthTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now;
    private final FailedAttempts attempts = new FailedAttempts(new AuthLimits(2, 60_000, 4_000, 100, 1), () -> now);
    private final StaticTickets tickets = new StaticTickets(
            new TicketPrincipals(
                    Optional.empty(),
                    Map.of("joe", new TicketPrincipal("right", Optional.of("user"), Optional.empty()))),
            Optional.empty());
    private final Authenticator method = new DelayedAuth(new TicketAuth(tickets), attempts);

    @Test
    void the_name_is_that_of_the_method() {
        assertThat(method.method()).isEqualTo("ticket");
    }

    @Test
    void an_attempt_after_many_failed_ones_is_delayed_at_hello_and_not_again() {
        fail(method, "joe", 2);

        AuthStep.Delayed delayed = delayed(hello(method, "joe"), SECOND);
        now += SECOND;

        assertThat(answer(delayed.next().get(), "right")).isInstanceOf(AuthStep.Accepted.class);
        assertThat(attempts.delayed()).isEqualTo(1);
        fail(method, "joe", 1);
    }

    @Test
    void an_attempt_whose_hello_preceded_the_failures_is_delayed_at_authenticate() {
        AuthStep early = hello(method, "joe");
        fail(method, "joe", 2);

        AuthStep.Delayed delayed = delayed(answer(early, "right"), SECOND);
        now += SECOND;

        assertThat(delayed.next().get()).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void an_attempt_that_is_refused_at_hello_is_delayed_before_it_is_evaluated() {
        List<String> evaluated = new ArrayList<>();
        Authenticator atHello = new DelayedAuth(
                judging("wampcra", () -> {
                    evaluated.add("one");
                    return Refusals.WRONG_CREDENTIALS;
                }),
                attempts);
        fail(atHello, "joe", 2);

        AuthStep.Delayed delayed = delayed(hello(atHello, "joe"), SECOND);
        assertThat(evaluated).hasSize(2);
        now += SECOND;

        assertThat(delayed.next().get()).isEqualTo(Refusals.WRONG_CREDENTIALS);
        delayed(hello(atHello, "joe"), 2 * SECOND);
    }

    @Test
    void anonymous_clients_that_an_authenticator_refuses_count_by_their_address() {
        ExternalPrincipals principals = new ExternalPrincipals(
                "test",
                (realm, authid, details) -> CompletableFuture.failedStage(new AuthenticationRefused(
                        "wamp.error.authentication_denied", "authid or credentials are wrong")),
                Optional.empty(),
                new KeyWork(1, 1));
        Authenticator anonymous = new DelayedAuth(principals.anonymous(new SecureRandom()), attempts);
        fail(anonymous, "one", 1);
        fail(anonymous, "two", 1);

        delayed(hello(anonymous, "three"), SECOND);
    }

    @Test
    void a_success_with_one_method_keeps_the_failures_with_another() {
        Authenticator other = new DelayedAuth(judging("ticket", () -> Refusals.WRONG_CREDENTIALS), attempts);
        fail(other, "joe", 2);

        assertThat(answer(hello(method, "joe"), "right")).isInstanceOf(AuthStep.Accepted.class);

        delayed(hello(other, "joe"), SECOND);
    }

    @Test
    void an_unknown_authid_waits_like_a_known_one() {
        fail(method, "nobody", 2);

        AuthStep.Delayed delayed = delayed(hello(method, "nobody"), SECOND);
        now += SECOND;

        assertThat(answer(delayed.next().get(), "wrong")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void spellings_of_an_authid_that_the_method_takes_as_equal_wait_for_each_other() {
        StaticScramPrincipals principals = new StaticScramPrincipals(
                new ScramPrincipals(Optional.empty(), Map.of()),
                Optional.empty(),
                DecoySecret.random(new SecureRandom()));
        long number = attempts.newMethod();
        for (String authid : new String[] {"joe", "j\u00ADoe"}) {
            for (ScramDialect dialect : ScramDialect.values()) {
                Attempt attempt = new Attempt(
                        new DelayedAuth(
                                new ScramAuth(dialect, principals.of(dialect), new SecureRandom()), attempts, number),
                        authid,
                        Map.of("nonce", "AAAA"));
                if (authid.equals("joe")) {
                    attempt.challenge();
                    assertThat(attempt.answer("")).isInstanceOf(AuthStep.Rejected.class);
                } else {
                    assertThat(attempt.hello()).isInstanceOf(AuthStep.Delayed.class);
                }
            }
        }
    }

    @Test
    void an_attempt_that_would_wait_too_long_is_refused_and_does_not_count() {
        fail(method, "joe", 2);
        List<AuthStep.Delayed> waiting = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            waiting.add(delayed(hello(method, "joe"), i * SECOND));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(hello(method, "joe")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
        now += 4 * SECOND;
        waiting.forEach(
                delayed -> assertThat(answer(delayed.next().get(), "wrong")).isEqualTo(Refusals.WRONG_CREDENTIALS));

        AuthStep.Delayed right = delayed(hello(method, "joe"), 4 * SECOND);
        now += 4 * SECOND;
        assertThat(answer(right.next().get(), "right")).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void an_answer_that_comes_later_counts() {
        Authenticator late = new DelayedAuth(
                judging(
                        "late",
                        () -> new AuthStep.Pending(CompletableFuture.completedStage(new AuthStep.Challenged(
                                Map.of(),
                                (signature, extra) -> new AuthStep.Pending(
                                        CompletableFuture.completedStage(Refusals.WRONG_CREDENTIALS)))))),
                attempts);
        fail(late, "joe", 2);

        delayed(hello(late, "joe"), SECOND);
    }

    @Test
    void a_refusal_because_the_node_is_busy_is_no_failed_attempt() {
        Authenticator busy = new DelayedAuth(new TicketAuth((request, ticket) -> KeyWork.BUSY), attempts);
        for (int i = 0; i < 10; i++) {
            assertThat(answer(hello(busy, "joe"), "right")).isEqualTo(KeyWork.BUSY);
        }
    }

    @Test
    void an_attempt_that_throws_while_it_waits_fails() {
        IllegalStateException broken = new IllegalStateException("broken");
        List<AuthStep> refusals = new ArrayList<>(List.of(Refusals.WRONG_CREDENTIALS, Refusals.WRONG_CREDENTIALS));
        Authenticator breaking = new DelayedAuth(
                judging("breaking", () -> {
                    if (refusals.isEmpty()) {
                        throw broken;
                    }
                    return refusals.remove(0);
                }),
                attempts);
        fail(breaking, "joe", 2);

        AuthStep.Delayed delayed = delayed(hello(breaking, "joe"), SECOND);
        now += SECOND;

        assertThatThrownBy(() -> delayed.next().get()).isSameAs(broken);
    }

    /** Makes attempts that are refused without a delay. */
    private static void fail(Authenticator method, String authid, int times) {
        for (int i = 0; i < times; i++) {
            AuthStep step = hello(method, authid);
            AuthStep last = step instanceof AuthStep.Challenged ? answer(step, "wrong") : step;
            assertThat(last).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
    }

    private static AuthStep hello(Authenticator method, String authid) {
        return new Attempt(method, authid, Map.of()).hello();
    }

    private static AuthStep answer(AuthStep challenged, String ticket) {
        assertThat(challenged).isInstanceOf(AuthStep.Challenged.class);
        return Attempt.settled(((AuthStep.Challenged) challenged).next().answer(ticket, Map.of()));
    }

    private static AuthStep.Delayed delayed(AuthStep step, long nanos) {
        assertThat(step).isInstanceOf(AuthStep.Delayed.class);
        AuthStep.Delayed delayed = (AuthStep.Delayed) step;
        assertThat(delayed.nanos()).isEqualTo(nanos);
        return delayed;
    }

    /** Returns a method that accepts or refuses clients at HELLO. */
    private static Authenticator judging(String name, Supplier<AuthStep> judgement) {
        return new Authenticator() {
            @Override
            public String method() {
                return name;
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return judgement.get();
            }
        };
    }
}
