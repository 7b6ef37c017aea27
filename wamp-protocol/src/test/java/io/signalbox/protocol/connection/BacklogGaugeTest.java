package io.signalbox.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.BacklogGauge.Verdict;
import io.signalbox.protocol.connection.SlowConsumer.Policy;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Published;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BacklogGaugeTest {
    private static final OutboundFrame EVENT = OutboundFrame.shared(new Event(1, 2, Map.of(), Payload.EMPTY));
    private static final OutboundFrame ANSWER = OutboundFrame.single(new Published(1, 2));

    @Test
    void disconnecting_takes_everything_up_to_the_limit() {
        BacklogGauge gauge = new BacklogGauge(new SlowConsumer(1_000, 0, Policy.DISCONNECT));
        assertThat(gauge.judge(EVENT, 999)).isEqualTo(Verdict.TAKE);
        assertThat(gauge.judge(EVENT, 1_000)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void events_are_dropped_from_the_high_mark_to_the_low_mark_and_nothing_else_is() {
        BacklogGauge gauge = new BacklogGauge(new SlowConsumer(1_000, 0, Policy.DROP_EVENTS));
        assertThat(gauge.judge(EVENT, 499)).isEqualTo(Verdict.TAKE);
        assertThat(gauge.judge(ANSWER, 500)).isEqualTo(Verdict.TAKE);
        assertThat(gauge.judge(EVENT, 500)).isEqualTo(Verdict.BEGIN_DROPPING);
        gauge.drainedTo(251);
        assertThat(gauge.judge(EVENT, 251)).isEqualTo(Verdict.DROP);
        assertThat(gauge.judge(ANSWER, 251)).isEqualTo(Verdict.TAKE);
        gauge.drainedTo(250);
        assertThat(gauge.judge(EVENT, 250)).isEqualTo(Verdict.TAKE);
        assertThat(gauge.judge(EVENT, 1_000)).isEqualTo(Verdict.BEGIN_DROPPING);
        assertThat(gauge.judge(ANSWER, 1_000)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void an_episode_that_begins_with_age_lasts_until_nothing_is_left() {
        BacklogGauge gauge = new BacklogGauge(new SlowConsumer(1_000, 5, Policy.DROP_EVENTS));
        assertThat(gauge.dropUntilEmpty()).isTrue();
        assertThat(gauge.dropUntilEmpty()).isFalse();
        gauge.drainedTo(1);
        assertThat(gauge.judge(EVENT, 1)).isEqualTo(Verdict.DROP);
        gauge.drainedTo(0);
        assertThat(gauge.judge(EVENT, 0)).isEqualTo(Verdict.TAKE);
    }

    @Test
    void a_role_changes_what_it_names() {
        SlowConsumer listener = new SlowConsumer(1_000, 5, Policy.DISCONNECT);
        assertThat(SlowConsumerOverride.NONE.over(listener)).isEqualTo(listener);
        assertThat(new SlowConsumerOverride(OptionalLong.of(7), OptionalLong.of(8), Optional.of(Policy.DROP_EVENTS))
                        .over(listener))
                .isEqualTo(new SlowConsumer(7, 8, Policy.DROP_EVENTS));
    }
}
