package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestLoginsTest {
    private static final Duration DELAY = Duration.ofSeconds(3);

    private final ManualTimers timers = new ManualTimers();
    private final List<CompletableFuture<AuthStep>> waiting = new ArrayList<>();
    private AuthStep step = new AuthStep.Delayed(DELAY.toNanos(), () -> ScriptedMethod.REJECTED);
    private RequestLoginQuota quota = new RequestLoginQuota(12);

    private CompletableFuture<AuthStep> login(String address) {
        RequestLogins logins = new RequestLogins(
                new RealmDirectory(List.of()),
                new AuthMethods(List.of(ScriptedMethod.always(step))),
                Optional.empty(),
                quota,
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(timers, Runnable::run, new Random(1)));
        PeerInfo peer = new PeerInfo(
                "web",
                "http",
                address,
                WireFormat.JSON,
                false,
                Map.of(),
                "/gw",
                "",
                Optional.empty(),
                Optional.empty());
        return logins.login(
                new RequestLogins.Credentials(List.of("ticket"), Optional.of("joe"), Optional.of("wrong")), peer);
    }

    private void await(int count, String address) {
        for (int i = 0; i < count; i++) {
            waiting.add(login(address));
            assertThat(waiting.getLast()).isNotDone();
        }
    }

    private long open() {
        return quota.counters().get("requestsOpen");
    }

    private static String reason(CompletableFuture<AuthStep> login) {
        return ((AuthStep.Rejected) login.join()).reason();
    }

    @Test
    void a_cancelled_login_gives_back_its_place_and_its_timer() {
        await(3, "10.0.0.1:1");
        assertThat(reason(login("10.0.0.2:1"))).isEqualTo(RequestLogins.LIMIT_EXCEEDED);
        waiting.forEach(login -> login.cancel(false));
        assertThat(open()).isZero();
        assertThat(timers.waiting()).isZero();
        await(3, "10.0.0.2:1");
    }

    @Test
    void a_cancelled_login_does_not_continue_with_the_answer_of_its_authenticator() {
        CompletableFuture<AuthStep> answer = new CompletableFuture<>();
        step = new AuthStep.Pending(answer);
        await(1, "10.0.0.1:1");
        waiting.getFirst().cancel(false);
        answer.complete(new AuthStep.Delayed(DELAY.toNanos(), () -> ScriptedMethod.REJECTED));
        assertThat(open()).isZero();
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void a_login_that_ends_gives_back_its_place() {
        await(3, "10.0.0.1:1");
        timers.advance(DELAY);
        waiting.forEach(login -> assertThat(login).isCompletedWithValue(ScriptedMethod.REJECTED));
        assertThat(open()).isZero();
    }

    @Test
    void a_hundred_logins_of_one_network_wait_and_a_further_one_is_refused() {
        quota = new RequestLoginQuota(10_000);
        await(100, "10.0.0.1:1");
        assertThat(reason(login("10.0.0.1:2"))).isEqualTo(RequestLogins.NETWORK_LIMIT_EXCEEDED);
        assertThat(quota.counters()).containsEntry("requestsRefused", 1L);
        await(1, "10.0.0.2:1");
        waiting.getFirst().cancel(false);
        await(1, "10.0.0.1:3");
    }

    @Test
    void the_smallest_limit_of_a_node_lets_one_login_wait() {
        quota = new RequestLoginQuota(1);
        await(1, "10.0.0.1:1");
        assertThat(reason(login("10.0.0.2:1"))).isEqualTo(RequestLogins.LIMIT_EXCEEDED);
    }
}
