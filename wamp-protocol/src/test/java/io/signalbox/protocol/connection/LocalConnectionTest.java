package io.signalbox.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LocalConnectionTest {
    private static final PeerInfo PEER =
            new PeerInfo("local", "local", "component-1", WireFormat.JSON, false, Map.of());

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Side router = new Side();
    private final Side client = new Side();
    private final LocalConnection connection =
            LocalConnection.open(PEER, 20_000, tasks::add, router::accept, client::accept);

    @Test
    void messages_arrive_in_order_and_never_within_the_call_that_sends() {
        for (int i = 1; i <= 100; i++) {
            connection.send(new Published(i, i));
        }
        assertThat(router.heard).isEmpty();
        runTasks();
        assertThat(router.heard).hasSize(100).startsWith(new Published(1, 1)).endsWith(new Published(100, 100));
    }

    @Test
    void only_the_first_frame_since_the_last_flush_asks_for_one() {
        runTasks();
        assertThat(connection.send(OutboundFrame.single(new Published(1, 1)))).isTrue();
        assertThat(connection.send(OutboundFrame.single(new Published(2, 2)))).isFalse();
        runTasks();
        assertThat(router.heard).isEmpty();
        assertThat(connection.backlogBytes()).isPositive();
        connection.flush();
        runTasks();
        assertThat(router.heard).hasSize(2);
        assertThat(connection.send(OutboundFrame.single(new Published(3, 3)))).isTrue();
    }

    @Test
    void a_pause_holds_the_messages_behind_the_one_that_is_being_delivered() {
        router.pauseAfter = 2;
        for (int i = 1; i <= 5; i++) {
            connection.send(new Published(i, i));
        }
        runTasks();
        assertThat(router.heard).hasSize(2);
        router.end.resumeReading();
        assertThat(router.heard).hasSize(2);
        runTasks();
        assertThat(router.heard).hasSize(5);
    }

    @Test
    void what_was_sent_before_closing_is_delivered_before_the_end() {
        connection.send(new Published(1, 1));
        connection.close(CloseReason.NORMAL);
        runTasks();
        assertThat(router.heard).hasSize(1);
        assertThat(router.ends).containsExactly("NORMAL ");
        assertThat(client.ends).containsExactly("NORMAL ");
        assertThat(connection.send(OutboundFrame.single(new Published(2, 2)))).isFalse();
    }

    @Test
    void an_end_that_does_not_read_is_closed_as_too_slow() {
        router.end.pauseReading();
        for (int i = 1; i <= 1_000; i++) {
            connection.send(new Published(i, i));
        }
        router.end.resumeReading();
        runTasks();
        assertThat(router.ends).containsExactly("POLICY too slow");
        assertThat(client.ends).containsExactly("POLICY too slow");
        assertThat(connection.backlogBytes()).isZero();
    }

    @Test
    void a_million_round_trips_leave_the_stack_flat() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            int trips = 1_000_000;
            CountDownLatch done = new CountDownLatch(trips);
            CompletableFuture<Integer> deepest = new CompletableFuture<>();
            Answering back = new Answering(null, null);
            Answering forth = new Answering(done, deepest);
            LocalConnection end = LocalConnection.open(PEER, 1 << 20, pool, back::accept, forth::accept);
            end.send(new Subscribe(1, Map.of(), "topic"));
            assertThat(done.await(300, TimeUnit.SECONDS)).isTrue();
            assertThat(deepest.get(300, TimeUnit.SECONDS)).isLessThan(40);
        } finally {
            pool.shutdownNow();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Records the deliveries to one end. */
    private static final class Side implements ConnectionListener {
        private final List<WampMessage> heard = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();
        private WampConnection end;
        private int pauseAfter = -1;

        ConnectionListener accept(WampConnection accepted) {
            end = accepted;
            return this;
        }

        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            heard.add(message);
            if (heard.size() == pauseAfter) {
                end.pauseReading();
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            throw new AssertionError(violation);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            throw new AssertionError(why);
        }

        @Override
        public void onClosed(String why) {
            ends.add(why);
        }
    }

    /** Sends each message back. */
    private static final class Answering implements ConnectionListener {
        private final CountDownLatch left;
        private final CompletableFuture<Integer> depth;
        private WampConnection end;

        Answering(CountDownLatch left, CompletableFuture<Integer> depth) {
            this.left = left;
            this.depth = depth;
        }

        ConnectionListener accept(WampConnection accepted) {
            end = accepted;
            return this;
        }

        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            if (left != null) {
                left.countDown();
                if (left.getCount() == 0) {
                    depth.complete(Thread.currentThread().getStackTrace().length);
                    return;
                }
            }
            if (end.send(OutboundFrame.single(message))) {
                flushes.touched(end);
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            throw new AssertionError(violation);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            throw new AssertionError(why);
        }

        @Override
        public void onClosed(String why) {}
    }
}
