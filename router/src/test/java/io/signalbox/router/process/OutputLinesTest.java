package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutputLinesTest {
    private static List<String> lines(String text, int maxBytes) throws IOException {
        OutputLines lines = new OutputLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes);
        List<String> all = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            all.add(lines.isCut() ? line + "…" : line);
        }
        return all;
    }

    @Test
    void lines_end_with_a_newline_or_with_the_output() throws IOException {
        assertThat(lines("a\n\nb\r\nc", 256)).containsExactly("a", "", "b", "c");
        assertThat(lines("", 256)).isEmpty();
    }

    @Test
    void a_line_above_the_limit_is_cut_and_the_next_line_is_whole() throws IOException {
        assertThat(lines("abcdef\ngh\n", 4)).containsExactly("abcd…", "gh");
        assertThat(lines("abcd\ngh\n", 4)).as("a line of the exact length").containsExactly("abcd", "gh");
    }

    @Test
    void a_line_without_end_is_one_line() throws IOException {
        assertThat(lines("x".repeat(1 << 20), 256)).containsExactly("x".repeat(256) + "…");
    }

    @Test
    void control_characters_reach_no_terminal() throws IOException {
        assertThat(lines("\u001b[31mred\u001b[0m\tä\rb\n", 256)).containsExactly("\\u001b[31mred\\u001b[0m\tä\\u000db");
    }

    @Test
    void bytes_that_are_no_utf_8_are_replaced() throws IOException {
        OutputLines lines = new OutputLines(new ByteArrayInputStream(new byte[] {'a', (byte) 0xFF, '\n'}), 256);
        assertThat(lines.next()).isEqualTo("a\uFFFD");
    }

    @Test
    void a_flood_is_dropped_and_counted_and_the_last_lines_are_kept() {
        AtomicLong now = new AtomicLong();
        OutputLog log = new OutputLog("guest1", new OutputLimits(256, 5), now::get);
        log.drain("stdout", flood(100));
        assertThat(log.lines()).isEqualTo(100);
        assertThat(log.linesDropped()).isEqualTo(95);
        assertThat(log.lastLines()).hasSize(20).startsWith("line 80").endsWith("line 99");
        now.addAndGet(1_000_000_000);
        log.drain("stdout", flood(3));
        assertThat(log.linesDropped()).as("another second").isEqualTo(95);
        log.drain("stderr", new ByteArrayInputStream("y".repeat(300).getBytes(StandardCharsets.UTF_8)));
        assertThat(log.linesCut()).isEqualTo(1);
        assertThat(log.lastLines().getLast()).isEqualTo("y".repeat(256) + "… (cut after 256 bytes)");
    }

    private static ByteArrayInputStream flood(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("line ").append(i).append('\n');
        }
        return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
