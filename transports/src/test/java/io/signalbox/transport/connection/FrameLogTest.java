package io.signalbox.transport.connection;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What {@code debug} writes to the log. */
class FrameLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(FrameLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    /** The lines without transport and peer. */
    private List<String> lines() {
        return List.copyOf(appender.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .map(line -> line.replaceFirst("^transport=test peer=127\\.0\\.0\\.1:\\d+ ", ""))
                .toList();
    }

    @Test
    void every_frame_is_written_with_secrets_masked_and_payloads_cut() throws IOException {
        TestHost node = TestHost.debugging(new RecordingAcceptor());
        node.acceptor.echo();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted one = node.accepted(0);
            peer.sendText("[1,\"realm1\",{\"authid\":\"joe\",\"authextra\":{\"pubkey\":\"SECRET\"}}]");
            peer.sendText("[5,\"SECRET\",{\"nonce\":\"SECRET\"}]");
            peer.send(RawPeer.PING, true, new byte[] {1, 2});
            assertThat(peer.read().opCode()).isEqualTo(RawPeer.PONG);
            one.connection().send(OutboundFrame.single(new Challenge("wampcra", Map.of("challenge", "SECRET"))));
            one.connection().send(OutboundFrame.single(new Welcome(7, Map.of("authextra", "SECRET"))));
            one.connection().flush();
            peer.read();
            peer.read();
            peer.sendText("[16,1,{},\"a.b\",[\"" + "x".repeat(100) + "\"]]");
            peer.read();
            peer.sendText("[16,2,{},\"a.b\"]");
            peer.read();
            peer.sendText("[\"?\"]");
            await().until(() -> one.violations().size() == 1);
            one.connection().close(CloseReason.policy("enough"));
            peer.readClose();
            peer.endOutput();
            await().until(() -> one.ends().size() == 1);
        } finally {
            node.close();
        }
        String cut = " with 104 bytes of json [\"" + "x".repeat(62) + "...";
        assertThat(lines())
                .containsExactly(
                        "-- opened",
                        "<- HELLO of 61 bytes [1,\"realm1\",{\"authid\":\"joe\",\"authextra\":\"***\"}]",
                        "<- AUTHENTICATE of 31 bytes [5,\"***\",{\"nonce\":\"***\"}]",
                        "<- PING of 2 bytes",
                        "-> PONG of 2 bytes",
                        "-> CHALLENGE [4,\"wampcra\",{\"challenge\":\"***\"}]",
                        "-> WELCOME [2,7,{\"authextra\":\"***\"}]",
                        "<- PUBLISH of 120 bytes [16,1,{},\"a.b\"]" + cut,
                        "-> RESULT [50,1,{}]" + cut,
                        "<- PUBLISH of 15 bytes [16,2,{},\"a.b\"]",
                        "-> RESULT [50,2,{}]",
                        "-- violation: " + node.acceptor.only().violations().get(0),
                        "-> CLOSE 1008 enough",
                        "-- ended: the peer has gone");
    }

    @Test
    void nothing_is_written_where_it_is_off() throws IOException {
        TestHost node = TestHost.start();
        node.acceptor.echo();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.sendText("[16,2,{},\"a.b\"]");
            peer.send(RawPeer.PING, true, new byte[0]);
            peer.read();
            peer.read();
        } finally {
            node.close();
        }
        assertThat(lines()).isEmpty();
    }
}
