package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06.007Z");

    private final LogLine line = new LogLine();

    @Test
    void a_line_says_when_how_bad_who_and_what() {
        String text = text("signalbox.access", Level.INFO, null, "join realm={} peer={}", "ä", 7);
        String time = text.substring(0, text.indexOf(' '));
        assertThat(OffsetDateTime.parse(time).toInstant()).isEqualTo(TIME);
        assertThat(text.substring(time.length()))
                .isEqualTo(" INFO  access join realm=ä peer=7" + System.lineSeparator());
    }

    @Test
    void levels_fill_a_column_and_a_name_without_dots_stays_whole() {
        assertThat(text("plain", Level.ERROR, null, "bad")).endsWith(" ERROR plain bad" + System.lineSeparator());
        assertThat(text("plain", Level.WARN, null, "bad")).endsWith(" WARN  plain bad" + System.lineSeparator());
    }

    @Test
    void an_exception_follows_with_its_cause() {
        Exception thrown = new IllegalStateException("outer", new IOException("inner"));
        assertThat(text("x.Realm", Level.ERROR, thrown, "failed").lines())
                .anySatisfy(at -> assertThat(at).endsWith(" ERROR Realm failed"))
                .contains("java.lang.IllegalStateException: outer", "Caused by: java.io.IOException: inner")
                .anySatisfy(at -> assertThat(at).startsWith("\tat ").contains("LogLineTest"));
    }

    @Test
    void a_text_of_a_peer_forges_no_line_and_controls_no_terminal() {
        String forged = "bad\n2026-02-03T04:05:06.007Z INFO  access join\u001b[2J\r\u2028\u0085x";
        assertThat(text("Link", Level.WARN, new IllegalStateException(forged), "why={}", forged)
                        .lines()
                        .toList())
                .satisfies(lines -> {
                    assertThat(lines.get(0)).endsWith(" WARN  Link why=bad");
                    assertThat(lines.get(1)).isEqualTo("  2026-02-03T04:05:06.007Z INFO  access join?[2J???x");
                    assertThat(lines.get(3)).isEqualTo("  2026-02-03T04:05:06.007Z INFO  access join?[2J???x");
                });
    }

    @Test
    void line_separators_of_windows_end_lines_without_a_mark() {
        assertThat(text("Link", Level.WARN, null, "a\r\n7 b\rc\r\r\n").lines().toList())
                .satisfies(lines -> assertThat(lines.getFirst()).endsWith(" WARN  Link a"))
                .satisfies(lines -> assertThat(lines.get(1)).isEqualTo("  7 b?c?"));
    }

    private String text(String logger, Level level, Throwable thrown, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent(
                LogLineTest.class.getName(), new LoggerContext().getLogger(logger), level, message, thrown, arguments);
        event.setInstant(TIME);
        return new String(line.encode(event), StandardCharsets.UTF_8);
    }
}
