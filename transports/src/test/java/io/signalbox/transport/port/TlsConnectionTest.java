package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.LongStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Connections over the decrypted end point of TLS, besides what every connection promises. */
class TlsConnectionTest {
    private static final int LARGE_BYTES = 5 << 20;
    private static final int SMALL_MESSAGES = 5_000;
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    @TempDir
    private static Path directory;

    private static ConnectorHost.Keys keys;

    private static HttpClient http;

    private ConnectorHost host;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = ConnectorHost.Keys.makeIn(directory);
        http = HttpClient.newBuilder().sslContext(keys.client()).build();
    }

    @BeforeEach
    void start() throws Exception {
        host = ConnectorHost.overTls(keys, TestHost.settings(), new RecordingAcceptor());
        host.acceptor.echo();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void messages_pass_both_ways_and_the_close_handshake_ends_it() throws Exception {
        JdkPeer peer = JdkPeer.connect(http, host.uri(), "wamp.2.json");
        for (int i = 1; i <= 200; i++) {
            peer.send(publish(i, 16), false, true);
        }
        for (int i = 1; i <= 200; i++) {
            assertThat(text(peer.receive())).startsWith("[50," + i + ",");
        }
        for (int i = 201; i <= 203; i++) {
            peer.send(publish(i, LARGE_BYTES), false, true);
            assertThat(text(peer.receive())).startsWith("[50," + i + ",").hasSizeGreaterThan(LARGE_BYTES);
        }
        PeerInfo info = host.acceptor.only().connection().peer();
        assertThat(info.secure()).isTrue();
        // Only an ExtendedSSLSession exports keying material (RFC 9266).
        assertThat(info.tls()).get().isInstanceOf(ExtendedSSLSession.class).returns("TLSv1.3", SSLSession::getProtocol);
        host.acceptor.only().connection().close(CloseReason.policy("enough"));
        assertThat(peer.awaitClose()).isEqualTo("1008 enough");
        checkThatNothingIsLeft();
    }

    @Test
    void a_peer_that_closes_is_answered_and_the_socket_closed_behind_it() throws Exception {
        try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
            peer.send(RawPeer.CLOSE, true, NORMAL);
            assertThat(peer.read().payload()).isEqualTo(NORMAL);
            assertThat(peer.atEnd()).isTrue();
        }
        checkThatNothingIsLeft();
    }

    /** One record of TLS then holds many messages, and one read of the socket many records. */
    @Test
    void many_small_messages_in_few_writes_are_delivered_in_order() throws Exception {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (int i = 1; i <= SMALL_MESSAGES; i++) {
            messages.writeBytes(RawPeer.frame(RawPeer.TEXT, true, publish(i, 1)));
        }
        try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
            Thread writer = Thread.ofVirtual().start(() -> write(peer, messages.toByteArray()));
            for (int i = 1; i <= SMALL_MESSAGES; i++) {
                assertThat(peer.read().text()).startsWith("[50," + i + ",");
            }
            writer.join();
        }
    }

    /** What TLS has decrypted already makes no socket readable: a pause must not lose it. */
    @Test
    void pauses_lose_nothing_that_is_decrypted_already() throws Exception {
        host.acceptor.react((one, publish, flushes) -> {
            one.connection().pauseReading();
            one.reply(publish, flushes);
        });
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int count = 60;
        for (int i = 1; i <= count; i++) {
            messages.writeBytes(RawPeer.frame(RawPeer.TEXT, true, publish(i, 3_000)));
        }
        try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
            peer.write(messages.toByteArray());
            await().until(() -> !host.acceptor.accepted().isEmpty());
            Accepted one = host.acceptor.only();
            for (int i = 1; i <= count; i++) {
                assertThat(peer.read().text()).startsWith("[50," + i + ",");
                one.connection().resumeReading();
            }
            assertThat(one.requests())
                    .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
        }
    }

    @Test
    void a_reader_that_stalls_gets_all_of_it_later_and_is_no_defect() throws Exception {
        try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
            await().until(() -> !host.acceptor.accepted().isEmpty());
            Accepted one = host.acceptor.only();
            one.stuff();
            assertThat(one.connection().backlogBytes()).isPositive();
            for (int i = 1; i <= 1_000; i++) {
                one.sendEvent(i);
            }
            // The selector is free all the while.
            JdkPeer other = JdkPeer.connect(http, host.uri(), "wamp.2.json");
            other.send(publish(7, 1), false, true);
            assertThat(text(other.receive())).startsWith("[50,7,");
            assertThat(peer.read().payload()).hasSizeGreaterThan(RecordingAcceptor.STUFFING_BYTES);
            for (int i = 1; i <= 1_000; i++) {
                assertThat(peer.read().text()).startsWith("[36,1," + i + ",");
            }
            assertThat(host.counters.failures.sum()).isZero();
            await().until(() -> host.outbound.reservedBytes() == 0);
        }
    }

    @Test
    void a_record_that_cannot_be_decrypted_ends_the_connection_only_and_is_logged() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.signalbox.transport.connection.PeerWarnings");
        logger.addAppender(log);
        byte[] record = new byte[5 + 32];
        ByteBuffer.wrap(record).put((byte) 23).putShort((short) 0x0303).putShort((short) 32);
        try (Socket tcp = new Socket("localhost", host.port());
                RawPeer peer = RawPeer.open(host.socketOver(tcp), "wamp.2.json")) {
            await().until(() -> !host.acceptor.accepted().isEmpty());
            tcp.getOutputStream().write(record);
            await().until(() -> host.acceptor.only().ends().size() == 1);
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> log.list.size() == 1);
            assertThat(log.list.get(0).getFormattedMessage()).contains(" is cut: TLS failed: ");
        } finally {
            logger.detachAppender(log);
        }
        checkThatNothingIsLeft();
    }

    private void checkThatNothingIsLeft() {
        await().until(() -> host.counters.closed.sum() == host.counters.opened.sum() && host.sockets() == 0);
        assertThat(host.counters.failures.sum()).isZero();
        assertThat(host.counters.closesTimedOut.sum()).isZero();
        assertThat(host.outbound.reservedBytes()).isZero();
        assertThat(host.assembly.reservedBytes()).isZero();
    }

    private static void write(RawPeer peer, byte[] bytes) {
        try {
            peer.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] publish(long request, int bytes) {
        return ("[16," + request + ",{},\"a.b\",[\"" + "x".repeat(bytes) + "\"]]").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
