package io.signalbox.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlushBatchTest {
    private final List<String> log = new ArrayList<>();
    private long nanos;
    private final FlushBatch batch = new FlushBatch(() -> nanos);

    @Test
    void every_connection_is_flushed_behind_what_was_to_be_done_before() {
        batch.touched(new Flushed("a"));
        batch.beforehand(flushes -> {
            log.add("entry");
            flushes.touched(new Flushed("b"));
        });
        batch.flush();

        assertThat(log).containsExactly("entry", "a", "b");
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void one_connection_does_not_wait_longer_than_the_others_of_its_round_need() {
        batch.touched(new Flushed("a"));
        passMicros(203);
        assertThat(batch.isDue()).isFalse();
        passMicros(1);
        assertThat(batch.isDue()).isTrue();
    }

    @Test
    void a_round_that_touches_many_may_be_as_long_as_writing_to_them() {
        for (int i = 0; i < 1_000; i++) {
            batch.touched(new Flushed("a"));
        }
        passMicros(4_199);
        assertThat(batch.isDue()).isFalse();
        passMicros(1);
        assertThat(batch.isDue()).isTrue();
    }

    @Test
    void a_flush_is_due_when_much_waits_to_be_done_before() {
        for (int i = 0; i < 63; i++) {
            batch.beforehand(ignored -> {});
        }
        assertThat(batch.isDue()).isFalse();
        batch.beforehand(ignored -> {});
        assertThat(batch.isDue()).isTrue();
    }

    @Test
    void what_takes_long_before_a_flush_does_not_hold_up_what_was_written_by_then() {
        for (String name : List.of("a", "b")) {
            batch.beforehand(flushes -> {
                log.add("entry " + name);
                flushes.touched(new Flushed(name));
                passMicros(204);
            });
        }
        passMicros(1_000);
        batch.flush();

        assertThat(log).containsExactly("entry a", "a", "entry b", "b");
    }

    @Test
    void an_empty_one_is_never_due() {
        passMicros(1_000_000);
        assertThat(batch.isDue()).isFalse();
        batch.flush();
        assertThat(log).isEmpty();
    }

    private void passMicros(long micros) {
        nanos += TimeUnit.MICROSECONDS.toNanos(micros);
    }

    private final class Flushed implements WampConnection {
        private final String name;

        Flushed(String name) {
            this.name = name;
        }

        @Override
        public void flush() {
            log.add(name);
        }

        @Override
        public PeerInfo peer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean send(OutboundFrame frame) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(CloseReason reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pauseReading() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void resumeReading() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long backlogBytes() {
            return 0;
        }
    }
}
