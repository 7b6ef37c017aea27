package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Closing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer still gets that closes: the answers to what it has sent, then its CLOSE (RFC 6455, section 5.5.1). */
class PeerClosesTest {
    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = new TestHost(TestHost.settings(100_000, 1 << 20, TestHost.PATIENT), new RecordingAcceptor());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** As when another thread is in the realm: the answer comes later, and from there. */
    @ParameterizedTest(name = "{2}")
    @CsvSource({"03e8, 1000 , code 1000", "0bb8627965, 3000, 3000 bye", "'', 0, code 1005"})
    void what_came_before_is_answered_however_long_that_takes(String close, int code, String why) throws IOException {
        node.acceptor.closeLate();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(publishAndClose(HexFormat.of().parseHex(close)));
            RecordingAcceptor.Accepted one = node.accepted(0);
            await().until(() -> one.peerCloses().size() == 1);
            assertThat(one.peerCloses()).containsExactly(why);
            one.connection().send(OutboundFrame.single(new Result(7, Map.of(), Payload.EMPTY)));
            one.connection().close(CloseReason.NORMAL);
            assertThat(peer.read().text()).startsWith("[50,7,");
            RawPeer.Frame answer = peer.read();
            assertThat(answer.opCode()).isEqualTo(RawPeer.CLOSE);
            assertThat(answer.payload().length == 0 ? 0 : answer.closeCode()).isEqualTo(code);
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
            assertThat(one.overlapped()).isFalse();
        }
        assertThat(node.counters.closesTimedOut.sum()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "true, 0bb8627965, 0bb8627965",
        "true, 03e8, 03e8",
        "true, '', ''",
        "false, 0bb8627965, 03e8",
        "false, '', 03e8"
    })
    void a_close_is_answered_with_what_it_says_or_with_1000(boolean isEchoed, String close, String answered)
            throws IOException {
        node.close();
        node = new TestHost(TestHost.settings(new Closing(false, isEchoed)), new RecordingAcceptor());
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.CLOSE, true, HexFormat.of().parseHex(close));
            assertThat(peer.readClose().payload()).isEqualTo(HexFormat.of().parseHex(answered));
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void what_is_answered_at_once_comes_before_its_close() throws IOException {
        node.acceptor.echo();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(publishAndClose(new byte[] {3, (byte) 0xE8}));
            assertThat(peer.read().text()).startsWith("[50,7,");
            assertThat(peer.read().closeCode()).isEqualTo(1000);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void a_close_that_arrives_within_a_pause_is_told_behind_it() throws IOException {
        node.acceptor.react((accepted, publish, flushes) -> {
            accepted.connection().pauseReading();
            accepted.reply(publish, flushes);
        });
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(publishAndClose(new byte[] {3, (byte) 0xE8}));
            assertThat(peer.read().text()).startsWith("[50,7,");
            assertThat(node.acceptor.only().peerCloses()).isEmpty();
            node.acceptor.only().connection().resumeReading();
            assertThat(peer.read().closeCode()).isEqualTo(1000);
            assertThat(node.acceptor.only().peerCloses()).containsExactly("code 1000");
        }
    }

    /** What a peer may write behind its CLOSE, which means nothing (RFC 6455 section 5.5.1, Close). */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a PING,           8980 00000000",
        "a second CLOSE,   8882 00000000 03e9",
        "text,             8181 00000000 31",
        "half a frame,     81fe 00",
        "a broken frame,   8380 00000000"
    })
    void a_close_is_answered_though_more_bytes_follow_it(String ignored, String behind) throws IOException {
        for (boolean isFragmented : new boolean[] {false, true}) {
            try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                if (isFragmented) {
                    bytes.writeBytes(RawPeer.frame(RawPeer.TEXT, false, new byte[] {'['}));
                }
                bytes.writeBytes(RawPeer.frame(RawPeer.CLOSE, true, new byte[] {0x0B, (byte) 0xB8}));
                bytes.writeBytes(HexFormat.of().parseHex(behind.replace(" ", "")));
                peer.write(bytes.toByteArray());
                RawPeer.Frame answer = peer.read();
                assertThat(answer.opCode()).isEqualTo(RawPeer.CLOSE);
                assertThat(answer.closeCode()).isEqualTo(3000);
                peer.endOutput();
                assertThat(peer.atEnd()).isTrue();
            }
        }
        await().until(() -> node.counters.closed.sum() == 2);
        assertThat(node.counters.closesTimedOut.sum()).isZero();
        assertThat(node.counters.violations.sum()).isZero();
        assertThat(node.assembly.reservedBytes()).isZero();
    }

    @Test
    void the_answer_to_our_close_is_not_told() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            RecordingAcceptor.Accepted one = node.accepted(0);
            one.connection().close(CloseReason.SHUTDOWN);
            RawPeer.Frame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(1001);
            peer.send(RawPeer.CLOSE, true, close.payload());
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
            assertThat(one.peerCloses()).isEmpty();
        }
    }

    private static byte[] publishAndClose(byte[] closePayload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] message = "[16,7,{},\"a.b\"]".getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(RawPeer.frame(RawPeer.TEXT, true, message));
        bytes.writeBytes(RawPeer.frame(RawPeer.CLOSE, true, closePayload));
        return bytes.toByteArray();
    }
}
