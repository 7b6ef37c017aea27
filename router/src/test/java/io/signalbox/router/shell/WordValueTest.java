package io.signalbox.router.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordValueTest {
    @Test
    void json_is_its_value() {
        assertThat(WordValue.of("5")).isEqualTo(5L);
        assertThat(WordValue.of("-1.5e3")).isEqualTo(-1500.0);
        assertThat(WordValue.of("true")).isEqualTo(true);
        assertThat(WordValue.of("null")).isNull();
        assertThat(WordValue.of(" \"5\" ")).isEqualTo("5");
        assertThat(WordValue.of("[]")).isEqualTo(List.of());
        assertThat(WordValue.of("{\"a\": [null]}")).isEqualTo(Map.of("a", Collections.singletonList(null)));
        assertThat(WordValue.of("\"\\u0000AQI=\"")).isEqualTo(new byte[] {1, 2});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "fish",
                "007",
                "1,2",
                "1],[2",
                "1],{\"a\":2",
                "],[",
                "{'a': 1}",
                "NaN",
                "\"open",
                "[1",
                "5 6",
                "ä✓",
                "2026-01-31",
                "tru"
            })
    void any_other_word_is_a_string(String word) {
        assertThat(WordValue.of(word)).isEqualTo(word);
    }

    @Test
    void a_word_that_is_nested_too_deep_is_a_string() {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(WordValue.of(deep)).isEqualTo(deep);
    }
}
