package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectPolicyTest {
    /** Generates the same number each time. */
    private record Fixed(double value) implements RandomGenerator {
        @Override
        public long nextLong() {
            throw new IllegalStateException("only nextDouble is used");
        }

        @Override
        public double nextDouble() {
            return value;
        }
    }

    @Test
    void delays_grow_by_the_factor_up_to_the_maximum() {
        ReconnectPolicy policy = new ReconnectPolicy(1_000, 60_000, 2, 0, -1);
        long[] delays = IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 1_000, Integer.MAX_VALUE)
                .mapToLong(failed -> policy.delayMillis(failed, new Fixed(0.5)).orElseThrow())
                .toArray();
        assertThat(delays).containsExactly(1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 0, 1000", "0.3, 0.5, 850", "0.3, 1, 700", "1, 0.25, 750", "1, 1, 0", "0, 1, 1000"})
    void jitter_shortens_a_delay_by_its_part_at_most(double jitter, double random, long delay) {
        ReconnectPolicy policy = new ReconnectPolicy(1_000, 60_000, 2, jitter, -1);
        assertThat(policy.delayMillis(1, new Fixed(random))).hasValue(delay);
    }

    @Test
    void no_attempt_follows_the_last_one() {
        ReconnectPolicy three = new ReconnectPolicy(1_000, 60_000, 2, 0, 3);
        assertThat(three.delayMillis(2, new Fixed(0))).hasValue(2_000);
        assertThat(three.delayMillis(3, new Fixed(0))).isEmpty();
        assertThat(three.delayMillis(4, new Fixed(0))).isEmpty();
        assertThat(new ReconnectPolicy(0, 0, 1, 0, 1).delayMillis(1, new Fixed(0)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, 0, -1, initial_delay is -1 ms",
        "2, 1, 1, 0, -1, 'max_delay is 1 ms, less than initial_delay, 2 ms'",
        "1, 1, 0.9, 0, -1, factor is 0.9",
        "1, 1, NaN, 0, -1, factor is NaN",
        "1, 1, Infinity, 0, -1, factor is Infinity",
        "1, 1, 1, -0.1, -1, jitter is -0.1",
        "1, 1, 1, 1.1, -1, jitter is 1.1",
        "1, 1, 1, NaN, -1, jitter is NaN",
        "1, 1, 1, 0, 0, max_attempts is 0",
        "1, 1, 1, 0, -2, max_attempts is -2"
    })
    void values_out_of_range_are_refused(
            long initial, long max, double factor, double jitter, int attempts, String problem) {
        assertThatThrownBy(() -> new ReconnectPolicy(initial, max, factor, jitter, attempts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(problem);
    }
}
