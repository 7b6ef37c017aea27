package io.signalbox.transport.connection;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long messages are decoded and encoded by other threads than the selector's, which serves other connections meanwhile. */
class LongMessageTest {
    private static final int MAX_ASSEMBLY_BYTES = 8 << 20;
    private static final int LONG_BYTES = Decoding.MAX_SHORT_BYTES + 1;
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    /** Codec threads that run when the test says so. */
    private static final class ManualCodecs implements Executor {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private volatile boolean rejecting;

        @Override
        public void execute(Runnable task) {
            if (rejecting) {
                throw new RejectedExecutionException("no room");
            }
            tasks.add(task);
        }

        void awaitTask() {
            await().until(() -> !tasks.isEmpty());
        }

        void runOne() {
            awaitTask();
            tasks.remove().run();
        }
    }

    private final ManualCodecs codecs = new ManualCodecs();
    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.codingWith(codecs, new AssemblyBudget(MAX_ASSEMBLY_BYTES));
        node.acceptor.abortViolators();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Stream<Subprotocol> everySubprotocol() {
        return Stream.of(WireFormat.values())
                .flatMap(format -> Stream.of(new Subprotocol(format, false), new Subprotocol(format, true)));
    }

    /** A message of exactly so many bytes, or for 0 a short one. */
    private static byte[] message(Serializer serializer, long request, int bytes) {
        ByteSink sink = new ByteSink(64);
        int characters = 0;
        int missing;
        do {
            sink.clear();
            Publish publish = new Publish(
                    request, Map.of(), "a.b", serializer.payload(List.of("x".repeat(characters)), Map.of()));
            serializer.encode(publish, sink);
            missing = bytes - sink.size();
            characters += missing;
        } while (bytes > 0 && missing != 0);
        return sink.toByteArray();
    }

    private static Serializer serializer(WireFormat format) {
        return TestHost.SERIALIZERS.of(format);
    }

    private static byte[] json(long request, int bytes) {
        return message(serializer(WireFormat.JSON), request, bytes);
    }

    private static int opCode(WireFormat format) {
        return format.isBinary() ? RawPeer.BINARY : RawPeer.TEXT;
    }

    /** What travels in one segment: messages of these lengths, in a batch if the subprotocol has batches. */
    private static byte[] segment(Subprotocol subprotocol, int... lengths) {
        List<byte[]> messages = new ArrayList<>();
        for (int length : lengths) {
            messages.add(message(serializer(subprotocol.format()), messages.size() + 1, length));
        }
        return segment(subprotocol, messages);
    }

    private static byte[] segment(Subprotocol subprotocol, List<byte[]> messages) {
        int opCode = opCode(subprotocol.format());
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        if (!subprotocol.batched()) {
            messages.forEach(message -> frames.writeBytes(RawPeer.frame(opCode, true, message)));
            return frames.toByteArray();
        }
        BatchFraming batching = new BatchFraming(subprotocol.format());
        ByteSink batch = new ByteSink(64);
        for (byte[] message : messages) {
            int begin = batching.begin(batch);
            batch.write(message, 0, message.length);
            batching.end(batch, begin);
        }
        return RawPeer.frame(opCode, true, batch.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("everySubprotocol")
    void a_long_message_is_delivered_in_order_and_delays_no_other_connection(Subprotocol subprotocol)
            throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), subprotocol.wireName())) {
            peer.write(segment(subprotocol, 0, LONG_BYTES, 0, LONG_BYTES, 0));
            codecs.awaitTask();
            Accepted one = node.accepted(0);
            assertThat(one.requests()).containsExactly(1L);
            try (RawPeer bystander = RawPeer.open(node.uri(), "wamp.2.json")) {
                bystander.send(RawPeer.TEXT, true, json(7, 0));
                await().until(() -> node.accepted(1).requests().equals(List.of(7L)));
            }
            assertThat(one.requests()).containsExactly(1L);
            codecs.runOne();
            codecs.awaitTask();
            assertThat(one.requests()).containsExactly(1L, 2L, 3L);
            codecs.runOne();
            await().until(() -> one.requests().equals(List.of(1L, 2L, 3L, 4L, 5L)));
            assertThat(one.overlapped()).isFalse();
            await().until(() -> node.assembly.reservedBytes() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("everySubprotocol")
    void a_message_that_is_not_long_is_decoded_on_the_thread_of_its_selector(Subprotocol subprotocol)
            throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), subprotocol.wireName())) {
            peer.write(segment(subprotocol, 0, Decoding.MAX_SHORT_BYTES, 0));
            await().until(() -> node.accepted(0).requests().size() == 3);
            assertThat(codecs.tasks).isEmpty();
        }
    }

    @Test
    void a_long_message_is_charged_while_it_waits_for_its_decoding() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, true, json(1, LONG_BYTES));
            codecs.awaitTask();
            assertThat(node.assembly.reservedBytes()).isEqualTo(LONG_BYTES);
            codecs.runOne();
            await().until(() -> node.accepted(0).requests().equals(List.of(1L)));
            await().until(() -> node.assembly.reservedBytes() == 0);
        }
    }

    @Test
    void a_long_message_for_which_the_node_has_no_room_is_refused_and_not_decoded() throws IOException {
        node.acceptor.react((one, publish, flushes) ->
                assertThat(node.assembly.tryReserve(MAX_ASSEMBLY_BYTES)).isTrue());
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.write(segment(new Subprotocol(WireFormat.JSON, true), 0, LONG_BYTES));
            assertThat(peer.read().text()).startsWith("[3,");
            assertThat(peer.readClose().closeCode()).isEqualTo(1013);
            assertThat(codecs.tasks).isEmpty();
            assertThat(node.accepted(0).requests()).containsExactly(1L);
            assertThat(node.counters.assemblyRefused.sum()).isEqualTo(1);
        }
    }

    /** How a connection ends whose message another thread decodes, and what is delivered of the connection. */
    private enum Ending {
        OWNER_CLOSES(false) {
            @Override
            void end(RawPeer peer, Accepted one) throws IOException {
                one.connection().close(CloseReason.NORMAL);
                assertThat(peer.readClose().closeCode()).isEqualTo(1000);
                peer.send(RawPeer.CLOSE, true, NORMAL);
            }
        },
        CUT(false) {
            @Override
            void end(RawPeer peer, Accepted one) {
                ((FramedConnection) one.connection()).end("cut");
                assertThat(one.ends()).containsExactly("cut");
            }
        },
        PEER_RESETS(true) {
            @Override
            void end(RawPeer peer, Accepted one) throws IOException {
                peer.reset();
            }
        },
        PEER_CLOSES(true) {
            @Override
            void end(RawPeer peer, Accepted one) throws IOException {
                peer.send(RawPeer.CLOSE, true, NORMAL);
            }
        };

        final boolean isDelivered;

        Ending(boolean isDelivered) {
            this.isDelivered = isDelivered;
        }

        abstract void end(RawPeer peer, Accepted one) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void the_end_of_a_connection_comes_behind_its_long_message_and_gives_back_the_bytes_once(Ending ending)
            throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, true, json(1, LONG_BYTES));
            codecs.awaitTask();
            Accepted one = node.accepted(0);
            ending.end(peer, one);
            assertThat(node.assembly.reservedBytes()).isEqualTo(LONG_BYTES);
            codecs.runOne();
            await().until(() -> one.ends().size() == 1);
            await().until(() -> node.assembly.reservedBytes() == 0);
            assertThat(one.requests()).hasSize(ending.isDelivered ? 1 : 0);
            assertThat(one.overlapped()).isFalse();
            assertThat(node.counters.failures.sum()).isZero();
            await().until(() -> node.counters.closed.sum() == 1);
        }
    }

    @Test
    void a_pause_that_begins_during_the_decoding_holds_the_message() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, true, json(1, LONG_BYTES));
            codecs.awaitTask();
            Accepted one = node.accepted(0);
            one.connection().pauseReading();
            codecs.runOne();
            await().until(() -> node.assembly.reservedBytes() == LONG_BYTES);
            assertThat(one.requests()).isEmpty();
            one.connection().resumeReading();
            await().until(() -> one.requests().equals(List.of(1L)));
        }
    }

    @ParameterizedTest
    @MethodSource("everySubprotocol")
    void a_long_message_that_is_invalid_is_a_violation_in_its_turn(Subprotocol subprotocol) throws IOException {
        List<byte[]> messages = List.of(
                message(serializer(subprotocol.format()), 1, 0),
                new byte[LONG_BYTES],
                message(serializer(subprotocol.format()), 3, 0));
        try (RawPeer peer = RawPeer.open(node.uri(), subprotocol.wireName())) {
            peer.write(segment(subprotocol, messages));
            codecs.awaitTask();
            Accepted one = node.accepted(0);
            assertThat(one.violations()).isEmpty();
            codecs.runOne();
            await().until(() -> one.violations().size() == 1);
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
            assertThat(one.requests()).containsExactly(1L);
            assertThat(node.counters.violations.sum()).isEqualTo(1);
            await().until(() -> node.assembly.reservedBytes() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_long_message_that_is_not_utf8_is_closed_as_such(boolean batched) throws IOException {
        Subprotocol subprotocol = new Subprotocol(WireFormat.JSON, batched);
        byte[] message = json(1, LONG_BYTES);
        message[LONG_BYTES - 10] = (byte) 0xFF;
        try (RawPeer peer = RawPeer.open(node.uri(), subprotocol.wireName())) {
            peer.write(segment(subprotocol, List.of(message)));
            codecs.runOne();
            assertThat(peer.readClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void a_batch_without_its_last_separator_is_searched_by_another_thread() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.send(RawPeer.TEXT, true, json(1, LONG_BYTES));
            codecs.runOne();
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
            assertThat(node.accepted(0).violations()).singleElement().asString().contains("0x1E");
        }
    }

    @Test
    void a_long_message_that_no_codec_thread_takes_closes_its_connection_and_no_other() throws IOException {
        try (RawPeer bystander = RawPeer.open(node.uri(), "wamp.2.json");
                RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            codecs.rejecting = true;
            peer.send(RawPeer.TEXT, true, json(1, LONG_BYTES));
            assertThat(peer.readClose().closeCode()).isEqualTo(1011);
            peer.send(RawPeer.CLOSE, true, NORMAL);
            await().until(() -> node.accepted(1).ends().size() == 1);
            assertThat(node.accepted(1).requests()).isEmpty();
            assertThat(node.counters.failures.sum()).isEqualTo(1);
            assertThat(node.assembly.reservedBytes()).isZero();
            bystander.send(RawPeer.TEXT, true, json(7, 0));
            await().until(() -> node.accepted(0).requests().equals(List.of(7L)));
        }
    }

    private static OutboundFrame result(long request, int characters) {
        return OutboundFrame.single(new Result(request, Map.of(), payload(characters)));
    }

    private static OutboundFrame longEvent() {
        return OutboundFrame.shared(new Event(1, 2, Map.of(), payload(LONG_BYTES)));
    }

    private static Payload payload(int characters) {
        return serializer(WireFormat.JSON).payload(List.of("x".repeat(characters)), Map.of());
    }

    private static WampMessage receive(RawPeer peer, WireFormat format) throws Exception {
        byte[] bytes = peer.read().payload();
        return serializer(format).decode(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void a_long_message_is_encoded_on_another_thread_and_keeps_its_place(WireFormat format) throws Exception {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2." + format.wireName())) {
            WampConnection connection = node.accepted(0).connection();
            connection.send(result(1, 1));
            connection.send(result(2, LONG_BYTES));
            connection.send(result(3, 1));
            connection.flush();
            assertThat(receive(peer, format))
                    .isInstanceOfSatisfying(
                            Result.class, result -> assertThat(result.request()).isEqualTo(1));
            codecs.runOne();
            for (long request = 2; request <= 3; request++) {
                long expected = request;
                assertThat(receive(peer, format))
                        .isInstanceOfSatisfying(Result.class, result -> assertThat(result.request())
                                .isEqualTo(expected));
            }
            assertThat(codecs.tasks).isEmpty();
            await().until(() -> connection.backlogBytes() == 0);
        }
    }

    @Test
    void a_long_event_that_is_encoded_is_flushed_on_the_thread_of_its_selector() throws Exception {
        try (RawPeer first = RawPeer.open(node.uri(), "wamp.2.cbor");
                RawPeer second = RawPeer.open(node.uri(), "wamp.2.cbor")) {
            OutboundFrame event = longEvent();
            node.accepted(0).connection().send(event);
            node.accepted(0).connection().flush();
            codecs.runOne();
            assertThat(receive(first, WireFormat.CBOR)).isInstanceOf(Event.class);
            node.accepted(1).connection().send(event);
            node.accepted(1).connection().flush();
            assertThat(receive(second, WireFormat.CBOR)).isInstanceOf(Event.class);
            assertThat(codecs.tasks).isEmpty();
        }
    }

    @Test
    void a_close_follows_a_long_message_that_is_being_encoded() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.msgpack")) {
            WampConnection connection = node.accepted(0).connection();
            connection.send(longEvent());
            connection.flush();
            codecs.awaitTask();
            connection.close(CloseReason.NORMAL);
            codecs.runOne();
            assertThat(peer.read().payload()).hasSizeGreaterThan(LONG_BYTES);
            assertThat(peer.readClose().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void a_connection_that_ends_before_its_long_message_is_encoded_holds_nothing() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.msgpack")) {
            WampConnection connection = node.accepted(0).connection();
            connection.send(longEvent());
            connection.flush();
            codecs.awaitTask();
            ((FramedConnection) connection).end("cut");
            codecs.runOne();
            assertThat(node.outbound.reservedBytes()).isZero();
            assertThat(node.counters.failures.sum()).isZero();
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void what_waits_behind_a_long_message_does_not_keep_its_messages_alive() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            WampConnection connection = node.accepted(0).connection();
            connection.send(longEvent());
            connection.flush();
            codecs.awaitTask();
            byte[] large = new byte[1 << 20];
            Arrays.fill(large, (byte) ' ');
            large[0] = '[';
            large[99] = ']';
            for (int i = 0; i < 3; i++) {
                Payload slice = new Payload(WireFormat.JSON, large, 0, 100, 1);
                OutboundFrame frame = OutboundFrame.event(new Event(1, 2, Map.of(), slice), i % 2 == 0, true);
                if (connection.send(frame)) {
                    connection.flush();
                }
                assertThat(((Event) frame.message()).payload().array()).hasSize(100);
            }
            codecs.runOne();
            assertThat(peer.read().payload()).hasSizeGreaterThan(LONG_BYTES);
        }
    }

    @Test
    void a_long_message_that_no_codec_thread_takes_is_written_all_the_same() throws Exception {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.msgpack")) {
            codecs.rejecting = true;
            node.accepted(0).connection().send(longEvent());
            node.accepted(0).connection().flush();
            assertThat(receive(peer, WireFormat.MSGPACK)).isInstanceOf(Event.class);
        }
    }
}
