package io.signalbox.transport.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.Unsubscribed;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private final FrameQueue frames = new FrameQueue();
    private final Queue<OutboundFrame> expected = new ArrayDeque<>();
    private long request;

    @Test
    void an_empty_one_has_nothing_to_give() {
        assertThat(frames.poll()).isNull();
        assertThat(frames.isEmpty()).isTrue();
    }

    @Test
    void frames_leave_in_their_order_however_many_there_are() {
        add(10_000);
        assertThat(frames.size()).isEqualTo(10_000);
        poll(10_001);
        add(3);
        poll(4);
    }

    @Test
    void frames_keep_their_order_while_the_queue_grows_and_shrinks() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            add(random.nextInt(1 << random.nextInt(10)));
            poll(random.nextInt(1 << random.nextInt(10)));
            assertThat(frames.size()).isEqualTo(expected.size());
        }
        poll(expected.size() + 1);
    }

    @Test
    void each_frame_that_stays_is_answered_with_once() {
        Random random = new Random(7);
        Queue<OutboundFrame> fresh = new ArrayDeque<>();
        for (int round = 0; round < 5_000; round++) {
            int size = expected.size();
            add(random.nextInt(1 << random.nextInt(10)));
            expected.stream().skip(size).forEach(fresh::add);
            poll(random.nextInt(1 << random.nextInt(10)));
            while (fresh.size() > expected.size()) {
                fresh.remove();
            }
            for (int looks = random.nextInt(1 << random.nextInt(10)); looks > 0; looks--) {
                assertThat(frames.nextFresh()).isSameAs(fresh.poll());
            }
        }
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = OutboundFrame.single(new Unsubscribed(++request, Map.of()));
            frames.add(frame);
            expected.add(frame);
        }
    }

    private void poll(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(frames.poll()).isSameAs(expected.poll());
        }
        assertThat(frames.isEmpty()).isEqualTo(expected.isEmpty());
    }
}
