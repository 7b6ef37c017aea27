package io.signalbox.transport.rawsocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.Event;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.Timing;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The octets of RawSocket. */
class RawSocketTest {
    private static final byte[] PUBLISH = "[16,1,{},\"com.topic\",[1]]".getBytes(StandardCharsets.UTF_8);

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private RawSocketHost host;

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "16777216, 7FF10000",
        "1048576, 7FB10000",
        "1048575, 7FB10000",
        "1000, 7F110000",
        "512, 7F010000",
        "1, 7F010000"
    })
    void the_answer_has_the_next_power_of_two_and_the_serializer(int bytes, String answer) throws IOException {
        host = RawSocketHost.start(acceptor, RawSocketHost.settings(bytes, TestHost.PATIENT));
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            assertThat(peer.shakeHands(0x7FF10000)).isEqualTo(Integer.parseUnsignedInt(answer, 16));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7FF00000, 7F100000",
        "7FF40000, 7F100000",
        "7FF50000, 7F100000",
        "7FFF0000, 7F100000",
        "7FF10001, 7F300000",
        "7FF10100, 7F300000"
    })
    void a_handshake_that_cannot_be_accepted_is_told_why_and_closed(String octets, String answer) throws IOException {
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            assertThat(peer.shakeHands(Integer.parseUnsignedInt(octets, 16)))
                    .isEqualTo(Integer.parseUnsignedInt(answer, 16));
            peer.send(RawSocketPeer.MESSAGE, PUBLISH);
            assertThat(peer.isAtEnd()).isTrue();
        }
        assertThat(acceptor.accepted()).isEmpty();
        assertThat(host.counters.handshakesRefused.sum()).isEqualTo(1);
    }

    @Test
    void another_first_octet_is_closed_without_an_answer() throws IOException {
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            peer.write("G".getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.isAtEnd()).isTrue();
        }
    }

    @Test
    void a_full_listener_says_so() throws IOException {
        host = RawSocketHost.start(acceptor, TestHost.listener(1, 1));
        try (RawSocketPeer first = RawSocketPeer.open(host.uri(), 1);
                RawSocketPeer second = RawSocketPeer.dial(host.uri())) {
            assertThat(second.shakeHands(0x7FF10000)).isEqualTo(0x7F400000);
            assertThat(second.isAtEnd()).isTrue();
            assertThat(host.counters.connectionsRefused.sum()).isEqualTo(1);
            first.send(RawSocketPeer.MESSAGE, PUBLISH);
            await().until(() -> acceptor.only().requests().size() == 1);
        }
    }

    @Test
    void a_handshake_that_takes_too_long_is_cut() throws IOException {
        host = RawSocketHost.start(acceptor, TestHost.listener(1, 10, 100));
        try (RawSocketPeer silent = RawSocketPeer.dial(host.uri());
                RawSocketPeer slow = RawSocketPeer.dial(host.uri());
                RawSocketPeer refused = RawSocketPeer.dial(host.uri())) {
            slow.write(new byte[] {0x7F, (byte) 0xF1, 0});
            assertThat(refused.shakeHands(0x7FF00000)).isEqualTo(0x7F100000);
            assertThat(silent.isAtEnd()).isTrue();
            assertThat(slow.isAtEnd()).isTrue();
            assertThat(refused.isAtEnd()).isTrue();
            // The end of the output is there before the cut.
            await().until(() -> host.counters.handshakesTimedOut.sum() == 3);
        }
    }

    @Test
    void octets_may_come_one_at_a_time_or_glued_together() throws IOException {
        acceptor.echo();
        host = RawSocketHost.start(acceptor);
        byte[] handshake = {0x7F, (byte) 0xF1, 0, 0};
        byte[] frames = new byte[3 * (4 + PUBLISH.length)];
        for (int i = 0; i < 3; i++) {
            System.arraycopy(
                    RawSocketPeer.frame(RawSocketPeer.MESSAGE, PUBLISH),
                    0,
                    frames,
                    i * (4 + PUBLISH.length),
                    4 + PUBLISH.length);
        }
        byte[] all = Arrays.copyOf(handshake, handshake.length + frames.length);
        System.arraycopy(frames, 0, all, handshake.length, frames.length);
        try (RawSocketPeer glued = RawSocketPeer.dial(host.uri());
                RawSocketPeer cut = RawSocketPeer.dial(host.uri())) {
            glued.write(all);
            for (byte octet : all) {
                cut.write(new byte[] {octet});
            }
            for (RawSocketPeer peer : new RawSocketPeer[] {glued, cut}) {
                assertThat(peer.shakeHandsAnswer()).isEqualTo(0x7FF10000);
                for (int i = 0; i < 3; i++) {
                    assertThat(text(peer.read(RawSocketPeer.MESSAGE))).startsWith("[50,1,");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 4_096})
    void a_ping_is_answered_with_its_payload(int bytes) throws IOException {
        host = RawSocketHost.start(acceptor);
        byte[] payload = new byte[bytes];
        Arrays.fill(payload, (byte) 0xAB);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 2)) {
            peer.send(RawSocketPeer.PING, payload);
            assertThat(peer.read(RawSocketPeer.PONG)).isEqualTo(payload);
            peer.send(RawSocketPeer.PONG, payload);
            peer.send(RawSocketPeer.PING, payload);
            assertThat(peer.read(RawSocketPeer.PONG)).isEqualTo(payload);
        }
    }

    @Test
    void a_ping_behind_a_message_in_pieces_is_answered() throws IOException {
        acceptor.echo();
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
            byte[] frame = RawSocketPeer.frame(RawSocketPeer.MESSAGE, PUBLISH);
            peer.write(Arrays.copyOf(frame, 10));
            byte[] ping = RawSocketPeer.frame(RawSocketPeer.PING, new byte[] {1});
            byte[] rest = Arrays.copyOfRange(frame, 10, frame.length + ping.length);
            System.arraycopy(ping, 0, rest, frame.length - 10, ping.length);
            peer.write(rest);
            // A PONG overtakes what waits, which is what has arrived in the same read.
            assertThat(peer.read(RawSocketPeer.PONG)).containsExactly(1);
            assertThat(text(peer.read(RawSocketPeer.MESSAGE))).startsWith("[50,1,");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10000001, reserved bits are set",
        "F0000001, reserved bits are set",
        "03000001, the reserved frame type 3",
        "07000000, the reserved frame type 7",
        "08000001, a length beyond 2^24 bytes",
        "00000000, a message without a byte",
        "01001001, more than 4096 bytes in a PING or PONG",
    })
    void a_broken_prefix_ends_the_connection(String prefix, String text) throws IOException {
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
            peer.writeInt(Integer.parseUnsignedInt(prefix, 16));
            await().until(() -> !acceptor.accepted().isEmpty()
                    && acceptor.only().violations().size() == 1);
            assertThat(acceptor.only().violations().get(0)).contains(text);
        }
    }

    @Test
    void the_listener_is_told_of_a_long_message_that_was_flushed_before_the_connection_had_a_listener()
            throws IOException {
        acceptor.greet(one -> one.sendEvent(1));
        acceptor.echo();
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            // At most 512 bytes, JSON. The event has a kilobyte.
            assertThat(peer.shakeHands(0x7F010000)).isEqualTo(0x7FF10000);
            peer.send(RawSocketPeer.MESSAGE, PUBLISH);
            assertThat(text(peer.read(RawSocketPeer.MESSAGE))).startsWith("[50,1,");
        }
        assertThat(acceptor.only().tooLong()).hasOnlyElementsOfType(Event.class).hasSize(1);
    }

    @Test
    void a_message_longer_than_announced_is_refused_before_its_payload() throws IOException {
        host = RawSocketHost.start(acceptor, RawSocketHost.settings(1_000, TestHost.PATIENT));
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            peer.shakeHands(0x7FF10000);
            peer.writeInt(1_025);
            await().until(() -> !acceptor.accepted().isEmpty()
                    && acceptor.only().violations().size() == 1);
            assertThat(host.counters.tooLarge.sum()).isEqualTo(1);
        }
    }

    @Test
    void the_longest_message_has_a_prefix_of_its_own() throws IOException {
        acceptor.echo();
        host = RawSocketHost.start(acceptor);
        String head = "[16,1,{},\"com.topic\",[\"";
        byte[] longest = new byte[1 << 24];
        Arrays.fill(longest, (byte) 'x');
        byte[] begin = head.getBytes(StandardCharsets.UTF_8);
        byte[] end = "\"]]".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(begin, 0, longest, 0, begin.length);
        System.arraycopy(end, 0, longest, longest.length - end.length, end.length);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
            peer.send(RawSocketPeer.MESSAGE, longest);
            assertThat(peer.read(RawSocketPeer.MESSAGE))
                    .hasSizeLessThan(1 << 24)
                    .hasSizeGreaterThan((1 << 24) - 32);
        }
    }

    @Test
    void closing_writes_what_waits_and_ends_the_stream() throws IOException {
        acceptor.react((one, publish, flushes) -> {
            one.reply(publish, flushes);
            one.connection().close(CloseReason.policy("enough"));
        });
        host = RawSocketHost.start(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
            peer.send(RawSocketPeer.MESSAGE, PUBLISH);
            assertThat(text(peer.read(RawSocketPeer.MESSAGE))).startsWith("[50,1,");
            assertThat(peer.isAtEnd()).isTrue();
        }
        await().until(() -> acceptor.only().ends().size() == 1);
        assertThat(host.counters.closesTimedOut.sum()).isZero();
        await().until(() -> host.outbound.reservedBytes() == 0);
        assertThat(host.assembly.reservedBytes()).isZero();
    }

    @Test
    void a_peer_that_does_not_close_is_cut() throws IOException {
        host = RawSocketHost.start(acceptor, RawSocketHost.settings(1 << 20, new Timing(100, 30_000, 0, 0, 12)));
        acceptor.react((one, publish, flushes) -> one.connection().close(CloseReason.NORMAL));
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            peer.shakeHands(0x7FF10000);
            peer.send(RawSocketPeer.MESSAGE, PUBLISH);
            assertThat(peer.isAtEnd()).isTrue();
            await().until(() -> host.counters.closesTimedOut.sum() == 1);
        }
    }

    @Test
    void a_silent_peer_is_pinged_and_given_up() throws IOException {
        host = RawSocketHost.start(
                acceptor, RawSocketHost.settings(1 << 20, new Timing(1_000, 30_000, 100, 1_000, 12)));
        try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
            peer.shakeHands(0x7FF10000);
            byte[] ping = peer.read(RawSocketPeer.PING);
            assertThat(ping).hasSize(12);
            peer.send(RawSocketPeer.PONG, ping);
            assertThat(peer.read(RawSocketPeer.PING)).hasSize(12).isNotEqualTo(ping);
            assertThat(peer.isAtEnd()).isTrue();
        }
        assertThat(host.counters.pingsMissed.sum()).isEqualTo(1);
    }

    @Test
    void a_universal_port_tells_the_protocols_apart_by_the_first_octet() throws Exception {
        acceptor.echo();
        host = RawSocketHost.startUniversal(acceptor, null);
        URI web = URI.create("ws://127.0.0.1:" + host.uri().getPort() + "/ws");
        try (RawSocketPeer raw = RawSocketPeer.dial(host.uri())) {
            for (byte octet : new byte[] {0x7F, (byte) 0xF1, 0, 0}) {
                raw.write(new byte[] {octet});
            }
            assertThat(raw.shakeHandsAnswer()).isEqualTo(0x7FF10000);
            raw.send(RawSocketPeer.MESSAGE, PUBLISH);
            assertThat(text(raw.read(RawSocketPeer.MESSAGE))).startsWith("[50,1,");
            JdkPeer socket = JdkPeer.connect(web, "wamp.2.json");
            socket.send(PUBLISH, false, true);
            assertThat(text(socket.receive())).startsWith("[50,1,");
        }
    }

    @Test
    void frames_are_written_to_the_log_where_that_is_on() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(FrameLog.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        acceptor.echo();
        host = RawSocketHost.debugging(acceptor);
        try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
            peer.send(RawSocketPeer.MESSAGE, PUBLISH);
            peer.read(RawSocketPeer.MESSAGE);
            peer.send(RawSocketPeer.PING, new byte[2]);
            peer.read(RawSocketPeer.PONG);
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }
        assertThat(List.copyOf(log.list).stream()
                        .map(line -> line.getFormattedMessage().replaceFirst("^transport=test peer=\\S+ ", ""))
                        .toList())
                .startsWith(
                        "-- opened",
                        "<- PUBLISH of 25 bytes [16,1,{},\"com.topic\"] with 3 bytes of json [1]",
                        "-> RESULT [50,1,{}] with 3 bytes of json [1]",
                        "<- PING of 2 bytes",
                        "-> PONG of 2 bytes");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
