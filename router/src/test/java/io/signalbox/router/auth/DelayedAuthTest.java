package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import io.signalbox.router.auth.TicketSettings.TicketPrincipal;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import io.signalbox.router.session.Timers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DelayedAuthTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualClock clock = new ManualClock();
    private final FailedAttempts attempts =
            new FailedAttempts(new AuthLimits(2, 60_000, 4_000, 100, 1), clock::nanoTime);
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
    void an_attempt_after_many_failed_ones_is_evaluated_later() {
        fail("joe", 2);
        CompletableFuture<AuthStep> later = pending(answer("joe", "right"));
        clock.advance(SECOND - 1);
        assertThat(later).isNotDone();
        clock.advance(1);
        assertThat(later.join()).isInstanceOf(AuthStep.Accepted.class);
        assertThat(answer("joe", "wrong")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void an_unknown_authid_waits_like_a_known_one() {
        fail("nobody", 2);
        CompletableFuture<AuthStep> later = pending(answer("nobody", "wrong"));
        clock.advance(SECOND);
        assertThat(later.join()).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void spellings_of_an_authid_that_the_method_takes_as_equal_wait_for_each_other() {
        StaticScramPrincipals principals = new StaticScramPrincipals(
                new ScramPrincipals(Optional.empty(), Map.of()),
                Optional.empty(),
                DecoySecret.random(new SecureRandom()));
        for (String authid : new String[] {"joe", "j\u00ADoe"}) {
            for (ScramDialect dialect : ScramDialect.values()) {
                Attempt attempt = new Attempt(
                        new DelayedAuth(new ScramAuth(dialect, principals.of(dialect), new SecureRandom()), attempts),
                        authid,
                        Map.of("nonce", "AAAA"));
                attempt.challenge();
                boolean isFirst = authid.equals("joe");
                assertThat(attempt.answer(""))
                        .as(authid)
                        .isInstanceOf(isFirst ? AuthStep.Rejected.class : AuthStep.Delayed.class);
            }
        }
    }

    @Test
    void an_attempt_that_would_wait_too_long_is_refused_and_does_not_count() {
        fail("joe", 2);
        List<CompletableFuture<AuthStep>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(pending(answer("joe", "wrong")));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(answer("joe", "right")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
        clock.advance(4 * SECOND);
        waiting.forEach(later -> assertThat(later).isCompletedWithValue(Refusals.WRONG_CREDENTIALS));
        CompletableFuture<AuthStep> right = pending(answer("joe", "right"));
        clock.advance(4 * SECOND);
        assertThat(right.join()).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void an_answer_that_comes_later_counts() {
        Authenticator late = new DelayedAuth(
                new Authenticator() {
                    @Override
                    public String method() {
                        return "late";
                    }

                    @Override
                    public AuthStep begin(AuthRequest request) {
                        return new AuthStep.Pending(CompletableFuture.completedStage(new AuthStep.Challenged(
                                Map.of(),
                                (signature, extra) -> new AuthStep.Pending(
                                        CompletableFuture.completedStage(Refusals.WRONG_CREDENTIALS)))));
                    }
                },
                attempts);
        for (int i = 0; i < 2; i++) {
            Attempt attempt = new Attempt(late, "joe", Map.of());
            attempt.hello();
            assertThat(attempt.answer("")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
        pending(answer("joe", "right"));
    }

    @Test
    void a_refusal_because_the_node_is_busy_is_no_failed_attempt() {
        Authenticator busy = new DelayedAuth(new TicketAuth((request, ticket) -> KeyWork.BUSY), attempts);
        for (int i = 0; i < 10; i++) {
            assertThat(challenged(busy, "joe").next().answer("right", Map.of())).isEqualTo(KeyWork.BUSY);
        }
        assertThat(answer("joe", "right")).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void an_attempt_that_throws_while_it_waits_fails() {
        Authenticator broken = new DelayedAuth(
                new TicketAuth((request, ticket) -> {
                    throw new IllegalStateException("broken");
                }),
                attempts);
        fail("joe", 2);
        CompletableFuture<AuthStep> later =
                pending(challenged(broken, "joe").next().answer("", Map.of()));
        clock.advance(SECOND);
        assertThat(later).isCompletedExceptionally();
    }

    private void fail(String authid, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(answer(authid, "wrong")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
    }

    /** Returns the answer to AUTHENTICATE, which may come later. */
    private AuthStep answer(String authid, String ticket) {
        return challenged(method, authid).next().answer(ticket, Map.of());
    }

    private static AuthStep.Challenged challenged(Authenticator method, String authid) {
        return (AuthStep.Challenged) new Attempt(method, authid, Map.of()).hello();
    }

    /** Returns what an attempt that has to wait gives after its delay. */
    private CompletableFuture<AuthStep> pending(AuthStep step) {
        assertThat(step).isInstanceOf(AuthStep.Delayed.class);
        AuthStep.Delayed delayed = (AuthStep.Delayed) step;
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        clock.after(delayed.nanos(), () -> {
            try {
                later.complete(delayed.next().get());
            } catch (RuntimeException failure) {
                later.completeExceptionally(failure);
            }
        });
        return later;
    }

    /** Timers that run when the test says so. */
    private static final class ManualClock implements Timers {
        private final List<Due> due = new ArrayList<>();
        private long now;

        private record Due(long at, Runnable task) {}

        void advance(long nanos) {
            now += nanos;
            List<Due> ready = due.stream().filter(one -> one.at() <= now).toList();
            due.removeAll(ready);
            ready.forEach(one -> one.task().run());
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long epochMillis() {
            return now / 1_000_000;
        }

        @Override
        public Timeout after(long delayNanos, Runnable task) {
            Due added = new Due(now + delayNanos, task);
            due.add(added);
            return () -> due.remove(added);
        }
    }
}
