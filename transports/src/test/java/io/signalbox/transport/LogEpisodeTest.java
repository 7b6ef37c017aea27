package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogEpisodeTest {
    private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);

    @Test
    void one_line_in_ten_seconds_tells_how_many_were_left_out() {
        LogEpisode episode = new LogEpisode(() -> nowNanos);
        assertThat(episode.next()).hasValue(0);
        assertThat(episode.next()).isEmpty();
        // The clock overflows meanwhile.
        nowNanos += TimeUnit.SECONDS.toNanos(10) - 1;
        assertThat(episode.next()).isEmpty();
        nowNanos++;
        assertThat(episode.next()).hasValue(2);
        assertThat(episode.next()).isEmpty();
        nowNanos += TimeUnit.DAYS.toNanos(1);
        assertThat(episode.next()).hasValue(1);
    }
}
