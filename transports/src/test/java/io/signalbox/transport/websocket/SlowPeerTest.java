package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.SlowConsumer.Policy;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.outbox.OutboundBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that read late or not at all, so that things wait for them. */
@SuppressWarnings("try") // some of them only have to be there
class SlowPeerTest {
    private static final Serializer JSON = TestHost.SERIALIZERS.of(WireFormat.JSON);
    private static final Payload KILOBYTE = JSON.payload(List.of("x".repeat(1024)), Map.of());

    /** A receive buffer that is soon full; who reads much through it takes a turn for every few kilobytes. */
    private static final int SMALL_BUFFER = 4096;

    /** Who does not take part in closing is soon cut. */
    private static final Timing SHORT_CLOSING =
            new Timing(500, TestHost.PATIENT.writeTimeoutMillis(), 0, 0, TestHost.PATIENT.autoPingSizeBytes());

    private TestHost node;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_peer_whose_backlog_outgrows_its_bound_is_closed_as_too_slow() throws IOException {
        start(disconnecting(1 << 20), 64 << 20, SHORT_CLOSING);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            assertThat(sendUntilTooSlow(one)).isGreaterThan(500);
            assertThat(one.connection().backlogBytes()).isLessThan(600_000);
            await().until(() -> one.ends().size() == 1);
            assertThat(node.counters.tooSlow.sum()).isEqualTo(1);
            assertThat(node.counters.closesTimedOut.sum()).isEqualTo(1);
            await().until(() -> node.outbound.reservedBytes() == 0);
        }
    }

    @Test
    void a_slow_peer_is_told_abort_ahead_of_its_backlog() throws IOException {
        start(disconnecting(1 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            int sent = sendUntilTooSlow(one);
            int read = 0;
            String message = peer.read().text();
            for (; message.startsWith("[36,"); message = peer.read().text()) {
                read++;
            }
            assertThat(message)
                    .isEqualTo("[3,{\"message\":\"this client reads too slowly\"},\"signalbox.error.slow_consumer\"]");
            assertThat(peer.readClose().closeCode()).isEqualTo(1008);
            assertThat(read).isLessThan(sent - 400);
            assertThat(one.slow()).containsExactly(Policy.DISCONNECT);
        }
    }

    @Test
    void a_slow_peer_under_drop_events_loses_the_newest_and_nothing_else() throws IOException {
        start(new SlowConsumer(1 << 20, 0, Policy.DROP_EVENTS), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            WampConnection connection = one.connection();
            int sent = 0;
            while (node.counters.eventsDropped.sum() < 1_000) {
                one.sendEvent(++sent);
            }
            assertThat(connection.isCongested()).isTrue();
            assertThat(connection.backlogBytes()).isLessThan(1 << 20);
            connection.send(OutboundFrame.single(new Result(1, Map.of(), Payload.EMPTY)));
            int read = 0;
            String message = peer.read().text();
            for (;
                    message.startsWith("[36,1," + (read + 1) + ",");
                    message = peer.read().text()) {
                read++;
            }
            assertThat(message).isEqualTo("[50,1,{}]");
            int lost = sent - read;
            assertThat(lost).isGreaterThanOrEqualTo(1_000);
            await().until(() -> node.counters.eventsDropped.sum() == lost);
            await().until(() -> !connection.isCongested());
            one.sendEvent(7_000_000);
            assertThat(peer.read().text()).startsWith("[36,1,7000000,");
            assertThat(node.counters.dropEpisodes.sum()).isEqualTo(1);
            assertThat(one.slow()).containsExactly(Policy.DROP_EVENTS);
            assertThat(one.ends()).isEmpty();
        }
    }

    @Test
    void a_peer_for_which_something_waits_too_long_is_closed() throws IOException {
        start(new SlowConsumer(16 << 20, 600, Policy.DISCONNECT), 64 << 20, SHORT_CLOSING);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            one.stuff();
            one.sendEvent(1);
            await().until(() -> one.ends().size() == 1);
            assertThat(node.counters.tooLate.sum()).isEqualTo(1);
            assertThat(one.slow()).containsExactly(Policy.DISCONNECT);
        }
    }

    @Test
    void the_terms_of_a_role_replace_those_of_the_listener() throws IOException {
        start(disconnecting(16 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted one = node.accepted(0);
            WampConnection connection = one.connection();
            connection.overrideSlowConsumer(new SlowConsumerOverride(
                    OptionalLong.of(200_000), OptionalLong.empty(), Optional.of(Policy.DROP_EVENTS)));
            while (node.counters.dropEpisodes.sum() == 0) {
                one.sendEvent(1);
            }
            assertThat(connection.isCongested()).isTrue();
            connection.overrideSlowConsumer(SlowConsumerOverride.NONE);
            assertThat(connection.isCongested()).isFalse();
        }
    }

    @Test
    void a_large_event_for_many_healthy_peers_counts_once_with_its_encoding_and_closes_none() throws IOException {
        start(disconnecting(16 << 20), 32 << 20, TestHost.PATIENT);
        List<RawPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                peers.add(RawPeer.open(node.uri(), "wamp.2.json"));
            }
            node.accepted(19);
            // More than the system buffers, so that it waits here.
            int large = 7 << 20;
            Payload payload = JSON.payload(List.of("x".repeat(large)), Map.of());
            OutboundFrame frame = OutboundFrame.shared(new Event(1, 2, Map.of(), payload));
            for (Accepted one : node.acceptor.accepted()) {
                if (one.connection().send(frame)) {
                    one.connection().flush();
                }
            }
            assertThat(node.outbound.reservedBytes()).isBetween(2L * large, 4L * large);
            for (RawPeer peer : peers) {
                assertThat(peer.read().payload()).hasSizeGreaterThan(large);
            }
            await().until(() -> node.outbound.reservedBytes() == 0);
            assertThat(node.counters.heaviestClosed.sum()).isZero();
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void what_lies_in_the_windows_of_peers_that_never_read_counts_for_the_node() throws IOException {
        start(disconnecting(16 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            node.accepted(0).stuff();
            // The system has taken some of it.
            assertThat(node.outbound.reservedBytes()).isGreaterThan(RecordingAcceptor.STUFFING_BYTES - (2 << 20));
            assertThat(peer.read().payload()).hasSizeGreaterThan(RecordingAcceptor.STUFFING_BYTES);
            await().until(() -> node.outbound.reservedBytes() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "msgpack", "cbor", "json.batched", "msgpack.batched", "cbor.batched"})
    void what_waits_for_a_peer_that_never_reads_does_not_keep_its_messages_alive(String serializer) throws IOException {
        start(disconnecting(16 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2." + serializer)) {
            Accepted one = node.accepted(0);
            one.stuff();
            long before = node.outbound.reservedBytes();
            List<OutboundFrame> frames = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Payload slice = sliceOfAMegabyte();
                frames.add(OutboundFrame.event(new Event(1, 2, Map.of(), slice), i % 2 == 0, true));
                if (one.connection().send(frames.get(i))) {
                    one.connection().flush();
                }
            }
            assertThat(frames).allSatisfy(frame -> {
                Event event = (Event) frame.message();
                assertThat(event.payload().array()).hasSize(100);
            });
            assertThat(node.outbound.reservedBytes() - before).isBetween(2_000L, 100_000L);
        }
    }

    @Test
    void one_frame_beyond_the_bound_is_taken_while_the_backlog_is_below_it() throws IOException {
        start(disconnecting(1 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            node.accepted(0).stuff();
            assertThat(peer.read().payload()).hasSizeGreaterThan(RecordingAcceptor.STUFFING_BYTES);
            assertThat(node.counters.tooSlow.sum()).isZero();
        }
    }

    @Test
    void everything_arrives_at_a_peer_that_reads_late() throws IOException {
        start(disconnecting(64 << 20), 64 << 20, TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            WampConnection connection = node.accepted(0).connection();
            for (int i = 1; i <= 20_000; i++) {
                connection.send(OutboundFrame.single(new Result(i, Map.of(), KILOBYTE)));
                if (i % 50 == 0) {
                    connection.flush();
                }
            }
            for (int i = 1; i <= 20_000; i++) {
                assertThat(peer.read().text()).startsWith("[50," + i + ",");
            }
            await().until(() -> connection.backlogBytes() == 0 && node.outbound.reservedBytes() == 0);
        }
    }

    @Test
    void the_heaviest_backlog_goes_when_the_node_is_full() throws IOException {
        start(disconnecting(16 << 20), 4 << 20, SHORT_CLOSING);
        try (RawPeer light = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER);
                RawPeer heavy = RawPeer.open(node.uri(), "wamp.2.json", SMALL_BUFFER)) {
            Accepted heavyOne = node.accepted(1);
            Accepted lightOne = node.accepted(0);
            lightOne.fillTo(500_000);
            while (node.counters.heaviestClosed.sum() == 0) {
                heavyOne.sendEvent(1);
            }
            await().until(() -> heavyOne.ends().size() == 1);
            assertThat(lightOne.ends()).isEmpty();
            assertThat(lightOne.connection().backlogBytes()).isGreaterThanOrEqualTo(500_000);
            await().until(() -> node.outbound.reservedBytes() < 2 << 20);
        }
    }

    private static Payload sliceOfAMegabyte() {
        byte[] message = new byte[1 << 20];
        Arrays.fill(message, (byte) ' ');
        message[7] = '[';
        message[106] = ']';
        return new Payload(WireFormat.JSON, message, 7, 100, 1);
    }

    private void start(SlowConsumer slowConsumer, long budgetBytes, Timing timing) throws IOException {
        node = new TestHost(
                TestHost.settings(1 << 20, slowConsumer, timing),
                new RecordingAcceptor(),
                TestHost.listener(1, 100),
                new AssemblyBudget(64 << 20),
                new OutboundBudget(budgetBytes, Runnable::run));
    }

    private static SlowConsumer disconnecting(long maxPendingBytes) {
        return new SlowConsumer(maxPendingBytes, 0, Policy.DISCONNECT);
    }

    /** Returns how many were sent. */
    private int sendUntilTooSlow(Accepted one) {
        int sent = 0;
        while (node.counters.tooSlow.sum() == 0) {
            one.sendEvent(2);
            sent++;
        }
        return sent;
    }
}
