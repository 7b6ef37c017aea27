package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final AuthLimits LIMITS = new AuthLimits(10, 60_000, 30_000, 100_000, 10_000);

    private long now = Long.MAX_VALUE - 5 * SECOND;
    private FailedAttempts attempts = new FailedAttempts(LIMITS, () -> now);

    @Test
    void ten_attempts_fail_without_a_delay() {
        for (int i = 0; i < 10; i++) {
            assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
            attempts.failed(key("10.0.0.1", "joe"));
        }
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(SECOND);
    }

    @Test
    void the_delay_doubles_up_to_the_longest() {
        fail(10);
        for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30, 30}) {
            long wait = attempts.reserveNanos(key("10.0.0.1", "joe"));
            assertThat(wait).isEqualTo(seconds * SECOND);
            now += wait;
            attempts.failed(key("10.0.0.1", "joe"));
        }
        assertThat(attempts.delayed()).isEqualTo(8);
    }

    @Test
    void attempts_at_the_same_time_wait_for_each_other() {
        fail(10);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(SECOND);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(2 * SECOND);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(3 * SECOND);
    }

    @Test
    void an_attempt_that_would_wait_longer_than_the_longest_delay_is_refused() {
        fail(16);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(30 * SECOND);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isNegative();
        assertThat(attempts.refused()).isEqualTo(1);
        now += 30 * SECOND;
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(30 * SECOND);
    }

    @Test
    void a_client_elsewhere_and_another_authid_do_not_wait() {
        fail(20);
        assertThat(attempts.reserveNanos(key("10.0.0.2", "joe"))).isZero();
        assertThat(attempts.reserveNanos(key("10.0.0.1", "ann"))).isZero();
        assertThat(attempts.reserveNanos(key("10.0.0.1:4711", "joe"))).isPositive();
    }

    @Test
    void attempts_with_another_method_count_by_themselves() {
        byte[] network = PeerNetwork.of("10.0.0.1");
        FailedAttempts.Key one = FailedAttempts.Key.of(attempts.newMethod(), network, "joe");
        FailedAttempts.Key other = FailedAttempts.Key.of(attempts.newMethod(), network, "joe");
        for (int i = 0; i < 10; i++) {
            attempts.failed(one);
        }
        attempts.succeeded(other);
        assertThat(attempts.delays(one)).isTrue();
        assertThat(attempts.delays(other)).isFalse();
    }

    @Test
    void an_attempt_reserves_its_time_even_if_it_does_not_wait() {
        fail(9);
        assertThat(attempts.delays(key("10.0.0.1", "joe"))).isFalse();
        fail(1);
        now += 30 * SECOND;
        assertThat(attempts.delays(key("10.0.0.1", "joe"))).isTrue();
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isEqualTo(SECOND);
        now += 30 * SECOND;
        assertThat(attempts.delays(key("10.0.0.1", "joe"))).isFalse();
    }

    @Test
    void addresses_of_one_ipv6_network_count_together() {
        for (int i = 0; i < 10; i++) {
            attempts.failed(key("[2001:db8:1:2::" + i + "]:5000", "joe"));
        }
        assertThat(attempts.reserveNanos(key("[2001:db8:1:2:ffff::1]:5000", "joe")))
                .isEqualTo(SECOND);
        assertThat(attempts.reserveNanos(key("[2001:db8:1:3::1]:5000", "joe"))).isZero();
    }

    @Test
    void a_success_forgets_the_failures() {
        fail(12);
        attempts.succeeded(key("10.0.0.1", "joe"));
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
        assertThat(attempts.size()).isZero();
    }

    @Test
    void failures_are_forgotten_after_a_minute_without_one() {
        fail(9);
        now += 59 * SECOND;
        fail(1);
        now += 59 * SECOND;
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
        fail(1);
        now += 60 * SECOND;
        fail(9);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
        fail(1);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isPositive();
    }

    @Test
    void the_oldest_entry_is_removed_above_the_limit() {
        attempts = new FailedAttempts(new AuthLimits(1, 60_000, 30_000, 100, 1), () -> now);
        attempts.failed(key("10.0.0.1", "joe"));
        for (int i = 0; i < 99; i++) {
            attempts.failed(key("10.0.0.1", "user" + i));
        }
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isPositive();
        for (int i = 0; i < 1_000; i++) {
            attempts.failed(key("10.0.0.2", "user" + i));
        }
        assertThat(attempts.size()).isEqualTo(100);
        assertThat(attempts.forgotten()).isEqualTo(1_000);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
    }

    @Test
    void entries_that_are_over_leave_the_table() {
        for (int i = 0; i < 100; i++) {
            attempts.failed(key("10.0.0.1", "user" + i));
        }
        now += 61 * SECOND;
        for (int i = 0; i < 60; i++) {
            attempts.failed(key("10.0.0.1", "joe"));
        }
        assertThat(attempts.size()).isEqualTo(1);
        assertThat(attempts.forgotten()).isZero();
    }

    @Test
    void a_longest_delay_of_zero_means_no_delays() {
        attempts = new FailedAttempts(new AuthLimits(10, 60_000, 0, 100, 1), () -> now);
        fail(100);
        assertThat(attempts.reserveNanos(key("10.0.0.1", "joe"))).isZero();
    }

    @Test
    void an_address_without_numbers_counts_by_its_text() {
        assertThat(key("/run/signalbox.sock", "joe")).isEqualTo(key("/run/signalbox.sock", "joe"));
        assertThat(key("/run/signalbox.sock", "joe")).isNotEqualTo(key("/run/other.sock", "joe"));
        // The border between the two parts counts.
        assertThat(key("ab", "c")).isNotEqualTo(key("a", "bc"));
    }

    @Test
    void forms_of_one_ipv4_address_count_together() {
        assertThat(key("::ffff:10.0.0.1", "joe")).isEqualTo(key("10.0.0.1", "joe"));
        assertThat(key("[::ffff:10.0.0.1]:5000", "joe")).isEqualTo(key("10.0.0.1:6000", "joe"));
        assertThat(key("fe80::1%eth0", "joe")).isEqualTo(key("[fe80::2]:1", "joe"));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(key("10.0.0.1", "joe"));
        }
    }

    private static FailedAttempts.Key key(String address, String authid) {
        return FailedAttempts.Key.of(1, PeerNetwork.of(address), authid);
    }
}
