package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaslPrepTest {
    /** The first five are the examples of RFC 4013 section 3. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "I\u00ADX|IX",
                "user|user",
                "USER|USER",
                "\u00AA|a",
                "\u2168|IX",
                "a\u00A0b|a b",
                "\u3000x| x",
                "pass\u200Bword|password",
                "e\u0301|\u00E9",
                "\u2126|\u03A9",
                "\uFB01|fi",
                "\u0340|\u0300",
                "\u037A| \u0345",
                "\uFF2A\uFF2F\uFF25|JOE",
                "\u0627\u0031\u0628|\u06271\u0628",
                "a,b=c ~|a,b=c ~"
            })
    void texts_that_are_compared_as_equal_become_equal(String text, String prepared) {
        assertThat(SaslPrep.prepare(text)).contains(prepared);
        assertThat(SaslPrep.prepare(prepared)).contains(prepared);
    }

    @Test
    void control_characters_new_characters_and_mixed_directions_are_not_allowed() {
        String[] texts = {
            // The first two are the examples of RFC 4013 section 3.
            "\u0007",
            "\u0627\u0031",
            "\u05D0a\u05D0",
            "a\u0000",
            "a\u007F",
            "a\u0085",
            "a\u200Eb",
            "a\u2028b",
            "\uE000",
            "\uFDD0",
            "\uFFFD",
            "\uD800",
            "\uDBFF\uDFFF",
            "\uDB40\uDC01",
            "\uDB40\uDC7F",
            "\u0221",
            "x\uD83D\uDE00",
            "",
            "\u00AD"
        };
        for (String text : texts) {
            assertThat(SaslPrep.prepare(text)).as(text).isEmpty();
        }
    }

    @Test
    void a_character_that_only_newer_versions_of_unicode_decompose_is_not_allowed() {
        assertThat(SaslPrep.prepare("\uD83C\uDD30")).isEmpty();
    }

    @Test
    void the_ends_of_a_range_belong_to_the_range_and_their_neighbours_do_not() {
        assertThat(SaslPrep.prepare("\u0234")).as("first of U+0234 to U+024F").isEmpty();
        assertThat(SaslPrep.prepare("\u024F")).as("last of U+0234 to U+024F").isEmpty();
        assertThat(SaslPrep.prepare("\u0233")).isPresent();
        assertThat(SaslPrep.prepare("\u0250")).isPresent();
    }
}
