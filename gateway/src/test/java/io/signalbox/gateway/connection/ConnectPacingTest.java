package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.connecting.ConnectTurn;
import io.signalbox.transport.connecting.ReconnectPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectPacingTest {
    private static final int CONNECTIONS = 1_000;
    private static final long SECOND = 1_000;

    private final AtomicLong nowMillis = new AtomicLong();
    private final ConnectPacing pacing = new ConnectPacing(80, () -> TimeUnit.MILLISECONDS.toNanos(nowMillis.get()));

    private long delayMillis(String hostAndPort) {
        return pacing.turn(hostAndPort).delayMillis();
    }

    @Test
    void no_attempt_waits_for_longer_than_thirty_seconds() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(delayMillis("a:1")).isLessThanOrEqualTo(30 * SECOND);
        }
        nowMillis.addAndGet(31 * SECOND);
        assertThat(delayMillis("a:1")).isZero();
    }

    @Test
    void the_last_attempt_gives_its_turn_back() {
        assertThat(delayMillis("a:1")).isZero();
        for (int i = 0; i < 1_000; i++) {
            ConnectTurn turn = pacing.turn("a:1");
            assertThat(turn.delayMillis()).isEqualTo(12);
            turn.giveBack().run();
        }
        ConnectTurn earlier = pacing.turn("a:1");
        assertThat(delayMillis("a:1")).isEqualTo(25);
        earlier.giveBack().run();
        assertThat(delayMillis("a:1")).isEqualTo(37);
    }

    @Test
    void a_server_is_forgotten_when_its_time_has_passed() {
        for (int i = 0; i < 100; i++) {
            pacing.turn("a:" + i);
        }
        assertThat(pacing.size()).isEqualTo(100);
        nowMillis.addAndGet(SECOND);
        pacing.turn("a:7");
        assertThat(pacing.size()).isEqualTo(1);
    }

    @Test
    void attempts_to_one_server_follow_each_other_and_those_to_another_do_not_wait() {
        assertThat(delayMillis("a:1")).isZero();
        assertThat(delayMillis("a:1")).isEqualTo(12);
        assertThat(delayMillis("a:1")).isEqualTo(25);
        assertThat(delayMillis("a:2")).isZero();
        nowMillis.addAndGet(SECOND);
        assertThat(delayMillis("a:1")).isZero();
    }

    /** Attempt of a connection: when it reaches the server. */
    private record Attempt(long atMillis, int failedAttempts) {}

    /**
     * A thousand connections lose their server at the same time, which comes back after some time.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 500, 5_000, 20_000, 60_000, 600_000})
    void a_thousand_connections_come_back_within_max_delay_and_never_more_than_a_hundred_in_a_second(long downMillis) {
        ReconnectPolicy policy = ReconnectPolicy.DEFAULTS;
        Random random = new Random(downMillis);
        PriorityQueue<Attempt> wakeUps = new PriorityQueue<>(Comparator.comparingLong(Attempt::atMillis));
        for (int i = 0; i < CONNECTIONS; i++) {
            wakeUps.add(new Attempt(policy.delayMillis(1, random).orElseThrow(), 1));
        }
        List<Long> handshakes = new ArrayList<>();
        while (!wakeUps.isEmpty()) {
            Attempt wakeUp = wakeUps.poll();
            nowMillis.set(wakeUp.atMillis());
            long atMillis = wakeUp.atMillis() + delayMillis("a:1");
            if (atMillis >= downMillis) {
                handshakes.add(atMillis);
            } else {
                int failed = wakeUp.failedAttempts() + 1;
                wakeUps.add(new Attempt(
                        atMillis + policy.delayMillis(failed, random).orElseThrow(), failed));
            }
        }
        handshakes.sort(null);
        assertThat(handshakes).hasSize(CONNECTIONS);
        assertThat(handshakes.getLast()).isLessThanOrEqualTo(downMillis + policy.maxDelayMillis());
        Deque<Long> second = new ArrayDeque<>();
        for (long handshake : handshakes) {
            second.add(handshake);
            while (second.peek() <= handshake - SECOND) {
                second.poll();
            }
            assertThat(second.size()).isLessThanOrEqualTo(100);
        }
    }
}
