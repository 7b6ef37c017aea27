package io.signalbox.transport;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Result;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.RecordingAcceptor.Occasion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every transport promises, in every format. */
public abstract class ConnectionContract {
    /** What a listener may throw. */
    public static final List<Supplier<Throwable>> FAULTS = List.of(
            () -> new IllegalStateException("a fault that the test wants"),
            () -> new OutOfMemoryError("a fault that the test wants"),
            () -> new StackOverflowError("a fault that the test wants"),
            () -> new AssertionError("a fault that the test wants"));

    protected final RecordingAcceptor acceptor = new RecordingAcceptor();

    protected abstract ContractPeer connect() throws Exception;

    protected abstract Serializer serializer();

    /** What a peer is told of a close, by kind and text. */
    protected String told(String closing) {
        return closing;
    }

    @Test
    void a_lone_message_is_delivered_and_answered_at_once() throws Exception {
        acceptor.echo();
        ContractPeer peer = connect();
        peer.send(publishes(1, 1));
        assertThat(peer.receive()).isInstanceOfSatisfying(Result.class, result -> {
            assertThat(result.request()).isEqualTo(1);
            assertThat(serializer().arguments(result.payload())).containsExactly(1L, "ä€😀");
        });
    }

    @Test
    void messages_keep_their_order_both_ways() throws Exception {
        acceptor.echo();
        ContractPeer peer = connect();
        for (int i = 0; i < 50; i++) {
            peer.send(publishes(i * 50 + 1, 50));
        }
        for (long i = 1; i <= 2_500; i++) {
            assertThat(((Result) peer.receive()).request()).isEqualTo(i);
        }
        assertThat(acceptor.only().requests()).isEqualTo(ids(2_500));
        assertThat(acceptor.only().overlapped()).isFalse();
    }

    @Test
    void big_messages_pass_both_ways() throws Exception {
        acceptor.echo();
        ContractPeer peer = connect();
        for (int size : new int[] {16_000, 65_535, 65_536, 100_000, 1 << 20, 2 << 20}) {
            String text = "x".repeat(size);
            peer.send(List.of(publish(size, text)));
            Result result = (Result) peer.receive();
            assertThat(serializer().arguments(result.payload())).containsExactly((long) size, text);
        }
    }

    @Test
    void a_shared_event_reaches_everyone_unchanged() throws Exception {
        ContractPeer first = connect();
        ContractPeer second = connect();
        first.send(publishes(1, 1));
        second.send(publishes(1, 1));
        await().until(() -> acceptor.accepted().size() == 2
                && acceptor.accepted().stream().allMatch(one -> one.requests().size() == 1));
        OutboundFrame frame = OutboundFrame.shared(
                new Event(7, 8, Map.of(), publish(9, "shared").payload()));
        for (Accepted one : acceptor.accepted()) {
            assertThat(one.connection().send(frame)).isTrue();
            one.connection().flush();
        }
        for (ContractPeer peer : List.of(first, second)) {
            Event event = (Event) peer.receive();
            assertThat(event.publication()).isEqualTo(8);
            assertThat(serializer().arguments(event.payload())).containsExactly(9L, "shared");
        }
    }

    @Test
    void a_pause_holds_everything_behind_the_message_that_is_being_delivered() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        acceptor.react((one, publish, flushes) -> {
            if (publish.request() % 7 == 0) {
                one.connection().pauseReading();
                pauses.incrementAndGet();
            }
        });
        ContractPeer peer = connect();
        peer.send(publishes(1, 10));
        peer.send(publishes(11, 10));
        await().until(() -> pauses.get() == 1);
        Accepted one = acceptor.only();
        assertThat(one.requests()).hasSize(7);
        one.connection().resumeReading();
        await().until(() -> pauses.get() == 2);
        assertThat(one.requests()).hasSize(14);
        one.connection().resumeReading();
        await().until(() -> one.requests().size() == 20);
        assertThat(one.requests()).isEqualTo(ids(20));
    }

    @Test
    void a_pause_that_is_taken_back_within_the_delivery_holds_nothing() throws Exception {
        acceptor.react((one, publish, flushes) -> {
            one.connection().pauseReading();
            one.connection().resumeReading();
        });
        ContractPeer peer = connect();
        peer.send(publishes(1, 100));
        assertThat(awaitOnly(100).requests()).isEqualTo(ids(100));
    }

    @Test
    void pausing_and_resuming_from_elsewhere_loses_and_reorders_nothing() throws Exception {
        ContractPeer peer = connect();
        peer.send(publishes(1, 1));
        WampConnection connection = awaitOnly(1).connection();
        acceptor.react((one, publish, flushes) -> {
            if (publish.request() % 3 == 0) {
                connection.pauseReading();
            }
        });
        Thread resumer = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                connection.resumeReading();
                Thread.yield();
            }
        });
        try {
            for (int i = 0; i < 100; i++) {
                peer.send(publishes(2 + i * 20, 20));
            }
            assertThat(awaitOnly(2_001).requests()).isEqualTo(ids(2_001));
            assertThat(acceptor.only().overlapped()).isFalse();
        } finally {
            resumer.interrupt();
            resumer.join();
        }
    }

    @Test
    void only_the_first_frame_since_the_last_flush_asks_for_one() throws Exception {
        ContractPeer peer = connect();
        peer.send(publishes(1, 1));
        WampConnection connection = awaitOnly(1).connection();
        assertThat(connection.send(OutboundFrame.single(new Published(1, 1)))).isTrue();
        assertThat(connection.send(OutboundFrame.single(new Published(2, 2)))).isFalse();
        assertThat(connection.backlogBytes()).isPositive();
        connection.flush();
        assertThat(peer.receive()).isEqualTo(new Published(1, 1));
        assertThat(peer.receive()).isEqualTo(new Published(2, 2));
        await().until(() -> connection.backlogBytes() == 0);
        assertThat(connection.send(OutboundFrame.single(new Published(3, 3)))).isTrue();
    }

    @Test
    void closing_flushes_what_waits_then_tells_kind_and_text() throws Exception {
        CompletableFuture<Void> allSent = new CompletableFuture<>();
        acceptor.react((one, publish, flushes) -> {
            allSent.join();
            for (int i = 0; i < 1_000; i++) {
                one.reply(publish, flushes);
            }
            one.connection().close(CloseReason.policy("enough"));
            one.connection().close(CloseReason.NORMAL);
        });
        ContractPeer peer = connect();
        peer.send(publishes(1, 3));
        allSent.complete(null);
        for (int i = 0; i < 1_000; i++) {
            assertThat(peer.receive()).isInstanceOf(Result.class);
        }
        assertThat(peer.awaitClose()).isEqualTo(told("POLICY enough"));
        Accepted one = acceptor.only();
        await().until(() -> one.ends().size() == 1);
        assertThat(one.requests()).containsExactly(1L);
        assertThat(one.connection().send(OutboundFrame.single(new Published(1, 1))))
                .isFalse();
        assertThat(one.overlapped()).isFalse();
    }

    @Test
    void messages_followed_at_once_by_the_end_are_delivered() throws Exception {
        for (int i = 0; i < 30; i++) {
            ContractPeer peer = connect();
            peer.send(publishes(1, 3));
            peer.vanish();
        }
        await().untilAsserted(() -> assertThat(acceptor.accepted()).hasSize(30).allSatisfy(one -> {
            assertThat(one.requests()).containsExactly(1L, 2L, 3L);
            assertThat(one.ends()).hasSize(1);
            assertThat(one.overlapped()).isFalse();
        }));
    }

    @Test
    void a_listener_that_throws_ends_its_own_connection_only() throws Exception {
        acceptor.echo();
        ContractPeer good = connect();
        checkThatItIsServed(good);
        for (Supplier<Throwable> fault : FAULTS) {
            // A client that has read CLOSE refuses to send what is left.
            CompletableFuture<Void> allSent = new CompletableFuture<>();
            acceptor.fail(Occasion.MESSAGE, () -> {
                allSent.join();
                return fault.get();
            });
            ContractPeer bad = connect();
            bad.send(publishes(13, 3));
            allSent.complete(null);
            assertThat(bad.awaitClose()).startsWith(told("INTERNAL_ERROR"));
            checkThatItIsServed(good);
        }
        checkThatAllButTheFirstEndOnce(FAULTS.size());
        assertThat(acceptor.accepted().stream().skip(1))
                .allSatisfy(one -> assertThat(one.requests()).isEmpty());
    }

    @Test
    void a_listener_that_throws_at_the_end_is_told_of_it_once() throws Exception {
        acceptor.echo();
        ContractPeer good = connect();
        checkThatItIsServed(good);
        for (Supplier<Throwable> fault : FAULTS) {
            acceptor.fail(Occasion.CLOSED, fault);
            ContractPeer bad = connect();
            checkThatItIsServed(bad);
            bad.vanish();
        }
        checkThatAllButTheFirstEndOnce(FAULTS.size());
        checkThatItIsServed(good);
    }

    @Test
    void a_connection_that_cannot_be_flushed_is_closed_and_harms_none_in_its_batch() throws Exception {
        ContractPeer peer = connect();
        for (Supplier<Throwable> fault : FAULTS) {
            FailingConnection failing = new FailingConnection(fault);
            acceptor.react((one, publish, flushes) -> {
                flushes.beforehand(any -> AllSteps.rethrow(fault.get()));
                flushes.touched(failing);
                one.reply(publish, flushes);
            });
            checkThatItIsServed(peer);
            await().until(() -> failing.closedWith() != null);
        }
        assertThat(acceptor.only().ends()).isEmpty();
    }

    private void checkThatItIsServed(ContractPeer peer) throws InterruptedException {
        peer.send(publishes(1, 1));
        assertThat(peer.receive()).isInstanceOf(Result.class);
    }

    private void checkThatAllButTheFirstEndOnce(int count) {
        await().untilAsserted(() -> assertThat(acceptor.accepted().stream().skip(1))
                .hasSize(count)
                .allSatisfy(one -> {
                    assertThat(one.ends()).hasSize(1);
                    assertThat(one.overlapped()).isFalse();
                }));
        assertThat(acceptor.accepted().get(0).ends()).isEmpty();
    }

    protected Accepted awaitOnly(int messages) {
        await().until(() ->
                !acceptor.accepted().isEmpty() && acceptor.only().requests().size() >= messages);
        return acceptor.only();
    }

    protected List<Publish> publishes(long first, int count) {
        List<Publish> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(publish(first + i, "ä€😀"));
        }
        return messages;
    }

    private Publish publish(long request, String text) {
        return new Publish(request, Map.of(), "com.topic", serializer().payload(List.of(request, text), Map.of()));
    }

    private static List<Long> ids(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
