package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.session.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EqualTimeoutsTest {
    private final ManualTimers timers = new ManualTimers();
    private final EqualTimeouts timeouts =
            new EqualTimeouts(timers, Duration.ofSeconds(5).toNanos());
    private final List<String> ended = new ArrayList<>();

    @Test
    void each_ends_in_its_own_time_on_one_timer() {
        begin("first");
        timers.advance(Duration.ofSeconds(2));
        begin("second");
        assertThat(timers.waiting()).isOne();

        timers.advance(Duration.ofMillis(2_999));
        assertThat(ended).isEmpty();
        timers.advance(Duration.ofMillis(1));
        assertThat(ended).containsExactly("first");
        timers.advance(Duration.ofMillis(1_999));
        assertThat(ended).containsExactly("first");
        timers.advance(Duration.ofMillis(1));
        assertThat(ended).containsExactly("first", "second");
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void one_that_is_called_off_does_not_end_and_the_others_do() {
        Timers.Timeout first = begin("first");
        begin("second");
        Timers.Timeout third = begin("third");
        Timers.Timeout fourth = begin("fourth");
        first.cancel();
        third.cancel();
        third.cancel();
        fourth.cancel();
        begin("fifth");

        timers.advance(Duration.ofSeconds(5));
        assertThat(ended).containsExactly("second", "fifth");
    }

    @Test
    void no_timer_runs_for_those_that_were_called_off_and_the_next_one_sets_it_again() {
        begin("first").cancel();
        timers.advance(Duration.ofSeconds(5));
        assertThat(timers.waiting()).isZero();

        begin("second");
        timers.advance(Duration.ofSeconds(5));
        assertThat(ended).containsExactly("second");
    }

    @Test
    void one_may_begin_another() {
        timeouts.begin(() -> begin("second"));
        timers.advance(Duration.ofSeconds(5));
        assertThat(ended).isEmpty();
        timers.advance(Duration.ofSeconds(5));
        assertThat(ended).containsExactly("second");
    }

    private Timers.Timeout begin(String name) {
        return timeouts.begin(() -> ended.add(name));
    }
}
