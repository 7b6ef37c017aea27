package io.signalbox.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.connection.AssemblyBudget;
import java.io.ByteArrayOutputStream;
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

    /** Output to a socket that takes a few bytes at a time. */
    private ByteArrayEndPoint narrow() {
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 10);
        assertThat(output.attach(endPoint)).isTrue();
        return endPoint;
    }

    private static SharedFrame shared(int bytes, AssemblyBudget budget) {
        return new SharedFrame(new WebSocketMessage(true, new byte[bytes]), budget);
    }

    @Test
    void a_broadcast_that_waits_for_several_outputs_is_kept_and_charged_once() {
        AssemblyBudget budget = new AssemblyBudget(1_000_000);
        SharedFrame frame = shared(500_000, budget);
        List<LegOutput> outputs = new ArrayList<>();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            LegOutput next = new LegOutput(
                    new LegOutput.Owner() {
                        @Override
                        public void writable() {}

                        @Override
                        public void closeWritten() {}
                    },
                    null);
            next.attach(new ByteArrayEndPoint(new byte[0], 10));
            assertThat(next.offer(1 << 20, frame)).isTrue();
            assertThat(next.offer(1 << 20, frame)).isTrue();
            assertThat(next.heldBytes()).isGreaterThan(999_000);
            outputs.add(next);
        }
        // Copies for each output allocate 100 MB.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
        assertThat(budget.reservedBytes()).isEqualTo(frame.length() + 200L * SharedFrame.ENTRY_BYTES);
        assertThat(outputs.getFirst().offer(1 << 21, shared(500_000, budget))).isFalse();
        outputs.forEach(LegOutput::drop);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_broadcast_between_other_frames_keeps_its_place_and_gives_its_charge_back() {
        AssemblyBudget budget = new AssemblyBudget(1_000_000);
        ByteArrayEndPoint endPoint = narrow();
        output.write(ByteBuffer.wrap(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        output.write(ByteBuffer.wrap(new byte[] {2}));
        assertThat(output.offer(1000, new SharedFrame(new WebSocketMessage(true, new byte[] {7}), budget)))
                .isTrue();
        output.write(ByteBuffer.wrap(new byte[] {3}));
        assertThat(budget.reservedBytes()).isPositive();
        assertThat(taken(endPoint)).isEqualTo(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, (byte) 0x82, 1, 7, 3});
        assertThat(output.heldBytes()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    private static byte[] taken(ByteArrayEndPoint endPoint) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer next = endPoint.takeOutput(); next.hasRemaining(); next = endPoint.takeOutput()) {
            all.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
        }
        return all.toByteArray();
    }

    @Test
    void an_output_that_writes_less_than_its_backlog_of_broadcasts_in_the_timeout_is_stuck() {
        AssemblyBudget budget = new AssemblyBudget(1_000_000);
        ByteArrayEndPoint endPoint = narrow();
        long begin = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertThat(output.offer(10_000, shared(1000, budget))).isTrue();
        }
        assertThat(output.isStuckSince(begin)).isFalse();
        // The socket goes on taking a few bytes.
        endPoint.takeOutput();
        assertThat(output.isStuckSince(after(begin))).isTrue();
        assertThat(taken(endPoint)).isNotEmpty();
        assertThat(output.heldBytes()).isZero();
        long next = System.nanoTime();
        assertThat(output.offer(10_000, shared(1000, budget))).isTrue();
        assertThat(output.isStuckSince(next)).isFalse();
    }

    /** A later time than that of everything before. */
    private static long after(long nanos) {
        long now = System.nanoTime();
        while (now - nanos <= 0) {
            now = System.nanoTime();
        }
        return now + 1;
    }
}
