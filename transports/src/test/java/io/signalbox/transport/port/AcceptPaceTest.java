package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptPaceTest {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 80, 1_000, 100_000})
    void connections_that_wait_are_accepted_at_the_rate_after_a_short_burst(int perSecond) {
        AcceptPace pace = new AcceptPace(perSecond);
        long begin = Long.MAX_VALUE - SECOND_NANOS / 2;
        long now = begin;
        int accepted = 0;
        while (now - begin < 3 * SECOND_NANOS) {
            accepted++;
            now += pace.accepted(now);
        }
        assertThat(accepted).isBetween(3 * perSecond, 3 * perSecond + perSecond / 10 + 1);
    }

    @Test
    void connections_at_a_lower_rate_do_not_wait() {
        AcceptPace pace = new AcceptPace(100);
        for (long now = 0; now < SECOND_NANOS; now += SECOND_NANOS / 90) {
            assertThat(pace.accepted(now)).isZero();
        }
    }

    @Test
    void a_quiet_time_saves_up_no_more_than_the_burst() {
        AcceptPace pace = new AcceptPace(100);
        pace.accepted(0);
        long later = 60 * SECOND_NANOS;
        int burst = 0;
        while (pace.accepted(later) == 0) {
            burst++;
        }
        assertThat(burst).isBetween(9, 10);
    }

    @Test
    void without_a_rate_nothing_waits() {
        AcceptPace pace = new AcceptPace(0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.accepted(0)).isZero();
        }
    }
}
