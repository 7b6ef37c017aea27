package io.signalbox.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.connection.PingTimer.Due;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PingTimerTest {
    private static final long MILLI = 1_000_000;

    private final PingTimer timer = new PingTimer(new Timing(2_000, 0, 1_000, 300, 16), 0);

    @Test
    void a_ping_is_due_after_the_interval_and_the_peer_is_given_up_after_the_timeout() {
        assertThat(timer.tick(999 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(1_000 * MILLI, false)).isEqualTo(Due.PING);
        assertThat(timer.tick(1_299 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(1_300 * MILLI, false)).isEqualTo(Due.GIVE_UP);
    }

    @Test
    void any_traffic_answers_a_ping_and_begins_the_interval_anew() {
        assertThat(timer.tick(1_000 * MILLI, false)).isEqualTo(Due.PING);
        timer.heard();
        assertThat(timer.tick(1_400 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(2_300 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(2_400 * MILLI, false)).isEqualTo(Due.PING);
    }

    @Test
    void only_a_pong_answers_a_ping_where_other_traffic_does_not_count() {
        PingTimer strict = new PingTimer(new Timing(2_000, 0, 1_000, 300, 16, false), 0);
        strict.heard();
        assertThat(strict.tick(1_000 * MILLI, false)).isEqualTo(Due.PING);
        strict.heard();
        strict.ponged();
        assertThat(strict.tick(1_200 * MILLI, false)).isEqualTo(Due.NOTHING);
        strict.heard();
        assertThat(strict.tick(2_199 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(strict.tick(2_200 * MILLI, false)).isEqualTo(Due.PING);
        strict.heard();
        assertThat(strict.tick(2_500 * MILLI, false)).isEqualTo(Due.GIVE_UP);
    }

    @Test
    void the_clock_stands_still_while_reading_is_paused() {
        assertThat(timer.tick(1_000 * MILLI, false)).isEqualTo(Due.PING);
        assertThat(timer.tick(60_000 * MILLI, true)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(60_200 * MILLI, false)).isEqualTo(Due.NOTHING);
        assertThat(timer.tick(60_300 * MILLI, false)).isEqualTo(Due.GIVE_UP);
    }

    @Test
    void without_an_interval_nothing_is_ever_due() {
        PingTimer off = new PingTimer(new Timing(2_000, 0, 0, 300, 16), 0);
        assertThat(off.tick(Long.MAX_VALUE / 2, false)).isEqualTo(Due.NOTHING);
    }

    @Test
    void payloads_have_the_wanted_size_and_count_up() {
        assertThat(timer.payload(7)).hasSize(16);
        ByteBuffer second = ByteBuffer.wrap(timer.payload(8));
        assertThat(second.getLong()).isEqualTo(8);
        assertThat(second.getInt()).isEqualTo(2);
    }
}
