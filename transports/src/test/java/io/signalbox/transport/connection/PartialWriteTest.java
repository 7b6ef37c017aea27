package io.signalbox.transport.connection;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of which the socket takes a part, or none because the peer has gone. */
class PartialWriteTest {
    private static final Serializer JSON = TestHost.SERIALIZERS.of(WireFormat.JSON);

    /** Copied together, parts of their own, longer than one write. */
    private static final int[] SIZES = {10, 4_000, 5_000, 17_000, 70_000, 200_000};

    private static final int FRAMES = 300;
    private static final int SMALL_BUFFER = 4096;

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp.2.json", "wamp.2.json.batched"})
    void frames_of_all_sizes_arrive_whole_and_in_order_before_the_close(String subprotocol) throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), subprotocol, SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            for (int i = 0; i < FRAMES; i++) {
                send(one, i);
            }
            assertThat(one.connection().backlogBytes()).isPositive();
            one.connection().close(CloseReason.policy("enough"));
            StringBuilder received = new StringBuilder();
            RawPeer.Frame frame = peer.read();
            for (; frame.opCode() == RawPeer.TEXT; frame = peer.read()) {
                received.append(frame.text()).append('\n');
            }
            assertThat(frame.closeCode()).isEqualTo(1008);
            String separators = subprotocol.endsWith("batched") ? "\u001e\n?" : "\n";
            String[] events = received.toString().split(separators);
            assertThat(events).hasSize(FRAMES);
            for (int i = 0; i < FRAMES; i++) {
                assertThat(events[i]).startsWith("[36,1," + i + ",{},[\"x").endsWith("x\"]]");
                assertThat(events[i].chars().filter(c -> c == 'x').count()).isEqualTo(SIZES[i % SIZES.length]);
            }
        }
        await().until(() -> node.outbound.reservedBytes() == 0);
    }

    @Test
    void a_peer_that_resets_within_a_write_leaves_nothing_behind() throws IOException {
        for (int round = 0; round < 20; round++) {
            RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER);
            Accepted one = node.accepted(round);
            for (int i = 0; i < FRAMES; i++) {
                send(one, i);
            }
            peer.reset();
            await().until(() -> one.ends().size() == 1);
            assertThat(one.connection().send(OutboundFrame.shared(event(1, 10))))
                    .isFalse();
            one.connection().close(CloseReason.NORMAL);
            assertThat(one.ends()).hasSize(1);
        }
        await().until(() -> node.outbound.reservedBytes() == 0);
        assertThat(node.counters.closed.sum()).isEqualTo(20);
        assertThat(node.counters.failures.sum()).isZero();
    }

    @Test
    void a_close_behind_a_failed_write_ends_at_once() throws IOException {
        RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER);
        Accepted one = node.accepted(0);
        FramedConnection connection = (FramedConnection) one.connection();
        // What the peer sends stays unread, and so does the reset.
        connection.pauseReading();
        one.stuff();
        peer.reset();
        await().until(() -> connection.lifecycle().output() == Lifecycle.Output.BROKEN);
        assertThat(one.ends()).isEmpty();
        connection.close(CloseReason.NORMAL);
        await().until(() -> one.ends().size() == 1);
        assertThat(node.counters.closesTimedOut.sum()).isZero();
    }

    private static void send(Accepted one, int publication) {
        Event event = event(publication, SIZES[publication % SIZES.length]);
        if (one.connection().send(OutboundFrame.event(event, publication % 4 < 2, false))) {
            one.connection().flush();
        }
    }

    private static Event event(int publication, int size) {
        Payload payload = JSON.payload(List.of("x".repeat(size)), Map.of());
        return new Event(1, publication, Map.of(), payload);
    }
}
