package io.signalbox.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connection.PeerWarnings.Kind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PeerWarningsTest {
    private static final PeerInfo PEER =
            new PeerInfo("public", "websocket", "127.0.0.1:1", WireFormat.JSON, false, Map.of());

    private final Logger logger = (Logger) LoggerFactory.getLogger(PeerWarnings.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long nowNanos = Long.MAX_VALUE - 1;
    private final PeerWarnings warnings = new PeerWarnings(() -> nowNanos);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    @Test
    void one_peer_of_many_is_named_in_ten_seconds_and_the_others_are_counted() {
        for (int i = 0; i < 1_000; i++) {
            warnings.warn(Kind.TOO_SLOW, PEER, "it lags");
        }
        nowNanos += TimeUnit.SECONDS.toNanos(10);
        warnings.warn(Kind.TOO_SLOW, PEER, "it lags");
        assertThat(texts())
                .containsExactly(
                        "listener=public peer=127.0.0.1:1 is closed as too slow: it lags; 0 more since the last such line",
                        "listener=public peer=127.0.0.1:1 is closed as too slow: it lags; 999 more since the last such line");
    }

    @Test
    void those_left_out_are_told_of_when_the_ten_seconds_are_over() {
        for (int i = 0; i < 1_000; i++) {
            warnings.warn(Kind.CUT, PEER, "it is silent");
        }
        warnings.warn(Kind.TOO_SLOW, PEER, "it lags");
        nowNanos += TimeUnit.SECONDS.toNanos(10) - 1;
        warnings.tick();
        assertThat(texts()).hasSize(2);
        nowNanos++;
        warnings.tick();
        warnings.tick();
        assertThat(texts()).hasSize(3).last().isEqualTo("listener=public 999 more are cut since the last such line");
        warnings.warn(Kind.CUT, PEER, "it is silent");
        assertThat(texts()).last().asString().endsWith("it is silent; 0 more since the last such line");
    }

    @Test
    void those_left_out_are_told_of_at_the_end() {
        warnings.warn(Kind.LOSES_EVENTS, PEER, "it lags");
        warnings.warn(Kind.LOSES_EVENTS, PEER, "it lags");
        warnings.end();
        assertThat(texts()).last().isEqualTo("listener=public 1 more lose events as too slow since the last such line");
    }

    @Test
    void each_kind_has_a_line_of_its_own() {
        warnings.warn(Kind.TOO_SLOW, PEER, "it lags");
        warnings.warn(Kind.LOSES_EVENTS, PEER, "it lags");
        warnings.warn(Kind.CUT, PEER, "it is silent");
        assertThat(texts()).hasSize(3);
    }

    private List<String> texts() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
