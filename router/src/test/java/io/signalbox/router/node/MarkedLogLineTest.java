package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkedLogLineTest {
    private static String text(String logger, Level level, String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                MarkedLogLineTest.class.getName(), new LoggerContext().getLogger(logger), level, message, thrown, null);
        return new String(new MarkedLogLine().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void each_line_of_an_event_has_the_mark_of_its_level() {
        assertThat(text("a.b.Adder", Level.ERROR, "one\ntwo", new IllegalStateException("broken"))
                        .lines())
                .startsWith("<error> Adder one", "<error> two", "<error> java.lang.IllegalStateException: broken")
                .allMatch(line -> line.startsWith("<error> "));
        assertThat(text("Adder", Level.WARN, "x", null)).isEqualTo("<warn> Adder x\n");
    }

    @Test
    void the_event_that_says_ready_has_a_mark_of_its_own() {
        assertThat(text(MarkedLogLine.READY, Level.INFO, "ready", null)).isEqualTo("<ready> \n");
    }
}
