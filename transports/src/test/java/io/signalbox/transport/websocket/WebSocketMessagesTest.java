package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.TestHost;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketMessagesTest {
    private TestHost node;

    @BeforeEach
    void start() throws Exception {
        node = TestHost.start();
        node.acceptor.echo();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_lone_message_is_answered_at_once() throws Exception {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.json");
        peer.send(bytes("[1]"), false, true);
        assertThat(peer.receive()).asString().isEqualTo("[1]");
        assertThat(node.counters.opened.sum()).isEqualTo(1);
    }

    @Test
    void many_messages_keep_their_order() throws Exception {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.msgpack");
        for (int i = 0; i < 5_000; i++) {
            peer.send(bytes("m" + i), true, true);
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(peer.receive()).asString().isEqualTo("m" + i);
        }
        assertThat(node.acceptor.only().overlapped()).isFalse();
    }

    @Test
    void big_messages_pass_both_ways() throws Exception {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.cbor");
        Random random = new Random(7);
        for (int size : new int[] {65_535, 65_536, 100_000, 1 << 20, 5 << 20}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            message[0] = 'x';
            peer.send(message, true, true);
            assertThat(peer.receive()).isEqualTo(message);
        }
    }

    @Test
    void fragments_with_pings_between_them_make_one_message() throws Exception {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.json");
        peer.send(bytes("[1,"), false, false);
        peer.socket().sendPing(ByteBuffer.wrap(bytes("hello"))).join();
        peer.send(bytes("2]"), false, true);
        assertThat(peer.receivePong()).asString().isEqualTo("hello");
        assertThat(peer.receive()).asString().isEqualTo("[1,2]");
        assertThat(node.assembly.reservedBytes()).isZero();
    }

    @Test
    void a_message_followed_at_once_by_the_end_is_delivered() {
        for (int i = 0; i < 50; i++) {
            JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.json");
            peer.send(bytes("[last]"), false, true);
            peer.socket().abort();
        }
        await().untilAsserted(
                        () -> assertThat(node.acceptor.accepted()).hasSize(50).allSatisfy(one -> {
                            assertThat(one.messages()).containsExactly("[last]");
                            assertThat(one.ends()).hasSize(1);
                            assertThat(one.overlapped()).isFalse();
                        }));
    }

    @Test
    void closing_flushes_what_waits_and_names_code_and_text() throws Exception {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.json");
        node.acceptor.react((one, payload, flushes) -> {
            for (int i = 0; i < 1_000; i++) {
                one.reply(payload, flushes);
            }
            one.connection().close(CloseReason.policy("enough"));
        });
        peer.send(bytes("[1]"), false, true);
        assertThat(peer.awaitClose()).isEqualTo("1008 enough");
        assertThat(peer.received()).isEqualTo(1_000);
        await().untilAsserted(() -> assertThat(node.acceptor.only().ends()).hasSize(1));
        assertThat(node.counters.closesTimedOut.sum()).isZero();
    }

    @Test
    void the_peers_close_is_answered() {
        JdkPeer peer = JdkPeer.connect(node.uri(), "wamp.2.json");
        peer.socket().sendClose(1000, "bye").join();
        assertThat(peer.awaitClose()).startsWith("1000");
        await().untilAsserted(() -> assertThat(node.acceptor.only().ends()).hasSize(1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
