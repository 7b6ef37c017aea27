package io.signalbox.router.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.ReadControl.PauseReason;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadControlTest {
    private static final int ROUNDS = 20_000;

    private final PausableConnection connection = new PausableConnection();
    private final ReadControl reading = new ReadControl(connection);

    @Test
    void a_pause_for_certain_is_not_undone_by_a_resume_that_was_under_way() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                reading.pause(PauseReason.CREDIT);
                reading.resume(PauseReason.CREDIT);
            }
        });
        int undone = 0;
        for (int i = 0; i < ROUNDS; i++) {
            reading.pauseForCertain(PauseReason.GOODBYE);
            undone += connection.paused ? 0 : 1;
            reading.resume(PauseReason.GOODBYE);
        }
        done.set(true);
        other.join();
        assertThat(undone).isZero();
        assertThat(connection.paused).isFalse();
    }

    /** Connection that records only pauses and resumes of reading. */
    private static final class PausableConnection implements WampConnection {
        private volatile boolean paused;

        @Override
        public void pauseReading() {
            paused = true;
        }

        @Override
        public void resumeReading() {
            // Slow, like the wake-up of a selector.
            Thread.yield();
            paused = false;
        }

        @Override
        public PeerInfo peer() {
            return new PeerInfo("public", "local", "127.0.0.1:1", WireFormat.JSON, false, Map.of());
        }

        @Override
        public boolean send(OutboundFrame frame) {
            return false;
        }

        @Override
        public void flush() {}

        @Override
        public void close(CloseReason reason) {}

        @Override
        public long backlogBytes() {
            return 0;
        }
    }
}
