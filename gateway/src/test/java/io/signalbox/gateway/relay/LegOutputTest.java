package io.signalbox.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class LegOutputTest {
    private static final int FRAME_BYTES = 7;

    private final List<String> events = new ArrayList<>();

    private final LegOutput output = new LegOutput(
            new LegOutput.Owner() {
                @Override
                public void writable() {
                    events.add("writable");
                }

                @Override
                public void closeWritten() {
                    events.add("closeWritten");
                }
            },
            null);

    @Test
    void many_small_frames_before_the_connection_are_copied_a_few_times_only() {
        ByteBuffer all = ByteBuffer.allocate(LegOutput.MAX_EARLY_BYTES + FRAME_BYTES);
        byte[] frame = new byte[FRAME_BYTES];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean hasRoom = true;
        while (hasRoom) {
            frame[0] = (byte) all.position();
            all.put(frame);
            hasRoom = output.write(ByteBuffer.wrap(frame));
        }
        // An exact copy for each frame allocates 300 MB.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
        assertThat(output.heldBytes()).isEqualTo(all.position()).isGreaterThanOrEqualTo(LegOutput.MAX_EARLY_BYTES);
        assertThat(events).isEmpty();
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 2 * LegOutput.MAX_EARLY_BYTES);
        assertThat(output.attach(endPoint)).isTrue();
        assertThat(endPoint.takeOutput()).isEqualTo(all.flip());
        assertThat(output.heldBytes()).isZero();
        assertThat(events).containsExactly("writable");
    }
}
