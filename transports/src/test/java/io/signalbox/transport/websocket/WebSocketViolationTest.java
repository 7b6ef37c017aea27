package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.outbox.OutboundBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketViolationTest {
    private static final int MAX_MESSAGE_BYTES = 100_000;

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = new TestHost(
                TestHost.settings(MAX_MESSAGE_BYTES, 1 << 20, TestHost.PATIENT),
                new RecordingAcceptor(),
                TestHost.listener(1, 100),
                new AssemblyBudget(150_000),
                new OutboundBudget(64 << 20, Runnable::run));
        node.acceptor.echo();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void the_wrong_kind_of_frame_is_a_violation() throws IOException {
        try (RawPeer json = RawPeer.open(node.uri(), "wamp.2.json");
                RawPeer cbor = RawPeer.open(node.uri(), "wamp.2.cbor")) {
            json.send(RawPeer.BINARY, true, publish(1));
            cbor.send(RawPeer.TEXT, true, publish(1));
            await().untilAsserted(() -> assertThat(node.acceptor.accepted())
                    .flatExtracting(RecordingAcceptor.Accepted::violations)
                    .containsExactlyInAnyOrder("json travels in text frames", "cbor travels in binary frames"));
            assertThat(node.counters.violations.sum()).isEqualTo(2);
        }
    }

    @Test
    void messages_before_a_violation_are_delivered_and_none_behind_it() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.sendText("[16,1,{},\"a.b\"]\u001e[16,2,{},\"a.b\"]\u001e[\"?\"]\u001e[16,3,{},\"a.b\"]\u001e");
            peer.sendText("[16,4,{},\"a.b\"]\u001e");
            await().until(() -> node.acceptor.accepted().size() == 1
                    && !node.acceptor.only().violations().isEmpty());
            RecordingAcceptor.Accepted one = node.acceptor.only();
            assertThat(one.requests()).containsExactly(1L, 2L);
            one.connection().close(CloseReason.protocolError("bad message"));
            RawPeer.Frame close = peer.readClose();
            assertThat(close.closeCode()).isEqualTo(1002);
            assertThat(close.closeText()).isEqualTo("bad message");
            peer.send(RawPeer.CLOSE, true, close.payload());
            assertThat(peer.atEnd()).isTrue();
            assertThat(one.requests()).containsExactly(1L, 2L);
            assertThat(one.violations()).hasSize(1);
        }
    }

    @Test
    void a_message_beyond_the_limit_is_answered_with_1009() throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, true, new byte[MAX_MESSAGE_BYTES + 1]);
            assertThat(peer.readClose().closeCode()).isEqualTo(1009);
        }
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, false, new byte[MAX_MESSAGE_BYTES]);
            peer.send(RawPeer.CONTINUATION, true, new byte[1]);
            assertThat(peer.readClose().closeCode()).isEqualTo(1009);
        }
        await().until(() -> node.counters.tooLarge.sum() == 2 && node.assembly.reservedBytes() == 0);
    }

    @Test
    void a_frame_that_announces_too_much_is_answered_before_it_arrives() throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(RawPeer.header(RawPeer.TEXT, true, MAX_MESSAGE_BYTES + 1));
            assertThat(peer.readClose().closeCode()).isEqualTo(1009);
        }
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(RawPeer.header(RawPeer.TEXT, true, 1L << 40));
            assertThat(peer.readClose().closeCode()).isEqualTo(1009);
        }
        await().untilAsserted(() -> assertThat(node.counters.tooLarge.sum()).isEqualTo(2));
    }

    @Test
    void a_message_of_exactly_the_limit_passes() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            String head = "[16,1,{},\"a.b\",[\"";
            String message = head + "x".repeat(MAX_MESSAGE_BYTES - head.length() - 3) + "\"]]";
            peer.sendText(message);
            assertThat(peer.read().payload()).hasSizeGreaterThan(MAX_MESSAGE_BYTES - 100);
        }
    }

    @Test
    void half_assembled_messages_are_bounded_over_the_whole_node() throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer first = RawPeer.open(node.uri(), "wamp.2.json");
                RawPeer second = RawPeer.open(node.uri(), "wamp.2.json")) {
            first.send(RawPeer.TEXT, false, new byte[90_000]);
            await().until(() -> node.assembly.reservedBytes() >= 90_000);
            second.send(RawPeer.TEXT, false, new byte[90_000]);
            assertThat(second.readClose().closeCode()).isEqualTo(1013);
            assertThat(node.counters.assemblyRefused.sum()).isEqualTo(1);
        }
        await().until(() -> node.assembly.reservedBytes() == 0);
    }

    @Test
    void an_unmasked_frame_is_a_protocol_error() throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(new byte[] {(byte) 0x81, 1, '1'});
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
            assertThat(peer.atEnd()).isTrue();
        }
        await().until(() -> node.acceptor.only().ends().size() == 1);
    }

    @Test
    void a_continuation_of_nothing_is_a_protocol_error() throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.CONTINUATION, true, publish(1));
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
        }
        await().until(() -> node.acceptor.only().ends().size() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999})
    void a_close_is_answered_with_its_code(int code) throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.CLOSE, true, new byte[] {(byte) (code >> 8), (byte) code, 'b', 'y', 'e'});
            assertThat(peer.readClose().closeCode()).isEqualTo(code);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void a_close_with_a_code_that_is_none_is_a_protocol_error(int code) throws IOException {
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.CLOSE, true, new byte[] {(byte) (code >> 8), (byte) code});
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void fragments_with_pings_between_them_make_one_message() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            byte[] message = publish(5);
            for (int i = 0; i < message.length; i++) {
                int opCode = i == 0 ? RawPeer.TEXT : RawPeer.CONTINUATION;
                peer.send(opCode, false, new byte[] {message[i]});
                peer.send(RawPeer.PING, true, new byte[] {(byte) i});
                RawPeer.Frame pong = peer.read();
                assertThat(pong.opCode()).isEqualTo(RawPeer.PONG);
                assertThat(pong.payload()).containsExactly(i);
            }
            peer.send(RawPeer.CONTINUATION, true, new byte[0]);
            assertThat(peer.read().text()).startsWith("[50,5,");
            assertThat(node.assembly.reservedBytes()).isZero();
        }
    }

    @Test
    void empty_messages_and_batches_are_violations() throws IOException {
        try (RawPeer plain = RawPeer.open(node.uri(), "wamp.2.json");
                RawPeer batched = RawPeer.open(node.uri(), "wamp.2.msgpack.batched")) {
            plain.send(RawPeer.TEXT, false, new byte[0]);
            plain.send(RawPeer.CONTINUATION, true, new byte[0]);
            batched.send(RawPeer.BINARY, true, new byte[0]);
            await().until(() -> node.acceptor.accepted().size() == 2
                    && node.acceptor.accepted().stream()
                            .allMatch(one -> one.violations().size() == 1));
        }
        assertThat(node.counters.violations.sum()).isEqualTo(2);
    }

    @Test
    void a_batch_with_the_mistaken_separator_is_answered_in_kind() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.sendText("[16,1,{},\"a.b\"]\u0018");
            assertThat(peer.read().text()).startsWith("[50,1,").endsWith("\u0018");
        }
    }

    @Test
    void a_flood_of_pings_from_a_peer_that_does_not_read_costs_no_memory() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            byte[] ping = RawPeer.frame(RawPeer.PING, true, new byte[125]);
            byte[] many = new byte[ping.length * 500];
            for (int i = 0; i < 500; i++) {
                System.arraycopy(ping, 0, many, i * ping.length, ping.length);
            }
            for (int i = 0; i < 400; i++) {
                peer.write(many);
            }
            peer.sendText("[16,9,{},\"a.b\"]");
            await().until(() -> node.acceptor.only().requests().contains(9L));
        }
    }

    private static byte[] publish(long request) {
        return ("[16," + request + ",{},\"a.b\",[1]]").getBytes(StandardCharsets.UTF_8);
    }
}
