package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that arrive in pieces, over a real socket. */
class CutFramesTest {
    private static final int SMALL_FRAMES = 20_000;

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.start();
        node.acceptor.echo();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_fragmented_message_arrives_wherever_its_bytes_are_cut() throws IOException {
        byte[] message = "[16,7,{},\"a.b\",[\"ä€😀\"]]".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(RawPeer.frame(RawPeer.TEXT, false, Arrays.copyOf(message, 20)));
        stream.writeBytes(RawPeer.frame(RawPeer.PING, true, new byte[] {1, 2, 3}));
        stream.writeBytes(RawPeer.frame(RawPeer.CONTINUATION, false, new byte[0]));
        stream.writeBytes(RawPeer.frame(RawPeer.CONTINUATION, true, Arrays.copyOfRange(message, 20, message.length)));
        byte[] bytes = stream.toByteArray();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            for (int cut = 0; cut <= bytes.length; cut++) {
                peer.write(Arrays.copyOf(bytes, cut));
                awaitThatItIsRead();
                peer.write(Arrays.copyOfRange(bytes, cut, bytes.length));
                RawPeer.Frame answer = peer.read();
                while (answer.opCode() == RawPeer.PONG) {
                    answer = peer.read();
                }
                assertThat(answer.text()).startsWith("[50,7,").endsWith("[\"ä€😀\"]]");
            }
            assertThat(node.assembly.reservedBytes()).isZero();
        }
    }

    /** Another peer of the same selector is answered: what was written before has been read. */
    private void awaitThatItIsRead() throws IOException {
        try (RawPeer other = RawPeer.open(node.uri(), "wamp.2.json")) {
            other.send(RawPeer.PING, true, new byte[0]);
            assertThat(other.read().opCode()).isEqualTo(RawPeer.PONG);
        }
    }

    @Test
    void a_message_in_frames_of_one_byte_and_none_is_one_message() throws IOException {
        byte[] message = ("[16,7,{},\"a.b\",[\"" + "x".repeat(SMALL_FRAMES) + "\"]]").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < message.length; i++) {
            int opCode = i == 0 ? RawPeer.TEXT : RawPeer.CONTINUATION;
            stream.writeBytes(RawPeer.frame(opCode, false, new byte[] {message[i]}));
            stream.writeBytes(RawPeer.frame(RawPeer.CONTINUATION, i == message.length - 1, new byte[0]));
        }
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(stream.toByteArray());
            assertThat(peer.read().payload()).hasSizeGreaterThan(SMALL_FRAMES);
            assertThat(node.acceptor.only().requests()).containsExactly(7L);
            await().until(() -> node.assembly.reservedBytes() == 0);
        }
    }

    @Test
    void every_ping_of_a_peer_that_reads_is_answered_in_order() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            ByteArrayOutputStream pings = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                pings.writeBytes(RawPeer.frame(RawPeer.PING, true, new byte[] {(byte) i}));
            }
            peer.write(pings.toByteArray());
            for (int i = 0; i < 100; i++) {
                RawPeer.Frame pong = peer.read();
                assertThat(pong.opCode()).isEqualTo(RawPeer.PONG);
                assertThat(pong.payload()).containsExactly(i);
            }
        }
    }
}
