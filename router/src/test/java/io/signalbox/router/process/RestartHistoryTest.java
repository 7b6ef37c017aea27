package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.process.RestartHistory.Next;
import io.signalbox.router.process.RestartPolicy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RestartHistoryTest {
    private long nowNanos;

    /** Runs a process for a time, again and again. Returns the delays in milliseconds, and -1 for the end of restarts. */
    private List<Long> delays(RestartHistory history, int runs, long runMillis) {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            history.started(nowNanos);
            nowNanos += TimeUnit.MILLISECONDS.toNanos(runMillis);
            Next next = history.ended(nowNanos);
            if (next instanceof Next.Restart restart) {
                nowNanos += restart.delayNanos();
                delays.add(TimeUnit.NANOSECONDS.toMillis(restart.delayNanos()));
            } else {
                delays.add(-1L);
            }
        }
        return delays;
    }

    private static RestartPolicy policy(long initialMillis, double factor, double jitter, int maxAttempts) {
        return new RestartPolicy(Policy.ALWAYS, initialMillis, factor, 60_000, jitter, maxAttempts, 60_000);
    }

    @Test
    void delays_grow_up_to_the_longest_and_never_end_by_default() {
        RestartHistory history = new RestartHistory(policy(1_000, 2, 0, 0), new Random(1));
        assertThat(delays(history, 12, 10))
                .containsExactly(
                        1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L, 60_000L, 60_000L,
                        60_000L);
    }

    @Test
    void jitter_shortens_each_delay_by_its_part_at_most() {
        RestartHistory history = new RestartHistory(policy(10_000, 1, 0.3, 0), new Random(1));
        assertThat(delays(history, 100, 10))
                .allMatch(delay -> delay >= 7_000 && delay <= 10_000)
                .anyMatch(delay -> delay < 8_000)
                .anyMatch(delay -> delay > 9_000);
    }

    @Test
    void ten_starts_within_the_longest_delay_are_the_last() {
        RestartHistory history = new RestartHistory(policy(1_000, 1, 0, 0), new Random(1));
        assertThat(delays(history, 10, 100))
                .containsExactly(1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, 1_000L, -1L);
        history.clear();
        history.started(nowNanos);
        assertThat(history.ended(nowNanos)).isInstanceOf(Next.Restart.class);
    }

    @Test
    void a_process_that_ran_for_long_begins_with_the_first_delay_again() {
        RestartHistory history = new RestartHistory(policy(1_000, 2, 0, 0), new Random(1));
        assertThat(delays(history, 3, 10)).containsExactly(1_000L, 2_000L, 4_000L);
        assertThat(delays(history, 1, 60_000)).containsExactly(1_000L);
        assertThat(delays(history, 1, 10)).containsExactly(2_000L);
    }

    @Test
    void the_limit_of_restarts_in_a_row_holds_until_a_run_is_stable() {
        RestartHistory history = new RestartHistory(policy(1_000, 2, 0, 2), new Random(1));
        assertThat(delays(history, 2, 10)).containsExactly(1_000L, 2_000L);
        assertThat(delays(history, 1, 60_000)).containsExactly(1_000L);
        assertThat(delays(history, 2, 10)).containsExactly(2_000L, -1L);
    }
}
