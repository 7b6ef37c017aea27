package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer gets that sends a bad frame: the answers to what came before, ABORT, CLOSE with the right code, the end. */
class BadFrameTest {
    private static final String BAD_FRAMES =
            """
        an unknown opcode,          83 80 00000000,             1002
        a continuation of nothing,  80 80 00000000,             1002
        a reserved bit,             c1 80 00000000,             1002
        no mask,                    81 01 31,                   1002
        a fragmented PING,          09 80 00000000,             1002
        a long PING,                89 fe 007e 00000000 00,     1002
        a CLOSE with a wrong code,  88 82 00000000 03e7,        1002
        a CLOSE with one byte,      88 81 00000000 03,          1002
        a CLOSE that is not UTF-8,  88 83 00000000 03e8 ff,     1007
        text that is not UTF-8,     81 84 00000000 5b 22 c0 80, 1007
        a byte of no UTF-8,         81 81 00000000 ff,          1007
        text that is no JSON,       81 81 00000000 78,          1002
        binary for JSON,            82 82 00000000 5b 5d,       1002
        too large,                  81 ff 0000000000020000,     1009
        much too large,             81 ff 0000010000000000,     1009
        a negative length,          81 ff ffffffffffffffff,     1009
        """;

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = new TestHost(TestHost.settings(100_000, 1 << 20, TestHost.PATIENT), new RecordingAcceptor());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** As when another thread is in the realm: the answers come later, and from there. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = BAD_FRAMES)
    void what_came_before_is_answered_however_long_that_takes(String ignored, String frame, int code)
            throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(concat(publish(7), hex(frame)));
            RecordingAcceptor.Accepted one = node.accepted(0);
            await().until(() -> one.violations().size() == 1);
            one.connection().send(OutboundFrame.single(new Result(7, Map.of(), Payload.EMPTY)));
            one.abort();
            assertThat(peer.read().text()).startsWith("[50,7,");
            assertThat(peer.read().text()).startsWith("[3,");
            RawPeer.Frame close = peer.read();
            assertThat(close.opCode()).isEqualTo(RawPeer.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
            peer.send(RawPeer.CLOSE, true, close.payload());
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
        }
        assertThat(node.counters.closesTimedOut.sum()).isZero();
        assertThat(node.counters.violations.sum() + node.counters.tooLarge.sum())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = BAD_FRAMES)
    void what_came_before_is_delivered_though_reading_was_paused(String ignored, String frame, int code)
            throws IOException {
        node.acceptor.abortViolators();
        node.acceptor.react((accepted, publish, flushes) -> {
            accepted.reply(publish, flushes);
            if (publish.request() == 1) {
                accepted.connection().pauseReading();
            }
        });
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(concat(publish(1), concat(publish(2), hex(frame))));
            assertThat(peer.read().text()).startsWith("[50,1,");
            node.acceptor.only().connection().resumeReading();
            assertThat(peer.read().text()).startsWith("[50,2,");
            assertThat(peer.read().text()).startsWith("[3,");
            assertThat(peer.read().closeCode()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"83 80 00000000, 1002", "82 82 00000000 5b 5d, 1002", "81 ff 0000000000020000, 1009"})
    void a_bad_frame_that_arrives_within_a_pause_is_not_forgotten(String frame, int code) throws IOException {
        node.acceptor.abortViolators();
        node.acceptor.echo();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(publish(1));
            assertThat(peer.read().text()).startsWith("[50,1,");
            peer.send(RawPeer.PING, true, new byte[0]);
            assertThat(peer.read().opCode()).isEqualTo(RawPeer.PONG);
            node.acceptor.only().connection().pauseReading();
            peer.write(hex(frame));
            node.acceptor.only().connection().resumeReading();
            assertThat(peer.read().text()).startsWith("[3,");
            assertThat(peer.read().closeCode()).isEqualTo(code);
        }
    }

    @Test
    void what_follows_a_bad_frame_means_nothing() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            byte[] close = RawPeer.frame(RawPeer.CLOSE, true, new byte[] {3, (byte) 0xE8});
            peer.write(concat(hex("83 80 00000000"), concat(publish(1), close)));
            RecordingAcceptor.Accepted one = node.accepted(0);
            await().until(() -> one.violations().size() == 1);
            for (int i = 0; i < 100; i++) {
                peer.write(hex("83 80 00000000"));
                peer.write(publish(2));
            }
            one.abort();
            assertThat(peer.read().text()).startsWith("[3,");
            assertThat(peer.read().closeCode()).isEqualTo(1002);
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
            assertThat(one.requests()).isEmpty();
            assertThat(one.violations()).hasSize(1);
        }
    }

    @Test
    void a_peer_that_goes_behind_its_bad_frame_is_noticed() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(hex("83 80 00000000"));
            await().until(() -> node.accepted(0).violations().size() == 1);
        }
        await().until(() -> node.accepted(0).ends().size() == 1);
    }

    private static byte[] publish(long request) {
        String message = "[16," + request + ",{},\"a.b\"]";
        return RawPeer.frame(RawPeer.TEXT, true, message.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes.replace(" ", ""));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
