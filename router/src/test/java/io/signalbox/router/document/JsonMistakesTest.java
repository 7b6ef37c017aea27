package io.signalbox.router.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMistakesTest {
    /** {@code ¶} stands for a line break, {@code →} for a tab, {@code ·} for a no-break space. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ## ",
            quoteCharacter = '~',
            textBlock =
                    """
        {¶// my node¶"a": 1} ## 2:1: error: JSON has no comments - remove the comment
        {"a": 1 /* one */} ## 1:9: error: JSON has no comments - remove the comment
        {"a": 1} # end ## 1:10: error: JSON has no comments - remove the comment
        {"a": 1,¶ "b": [2, 3,],¶ "c": 4} ## 2:12: error: a comma before ']' - remove the comma
        {"a": 1,¶} ## 1:8: error: a comma before '}' - remove the comma
        {"a": [1 2]} ## 1:9: error: a comma is missing here - write ',' between two entries
        {"a": 1¶ "b": 2} ## 1:8: error: a comma is missing here - write ',' between two entries
        {"a": {}¶ "b": 2} ## 1:9: error: a comma is missing here - write ',' between two entries
        {"a": 1; "b": 2} ## 1:8: error: ';' is not a separator in JSON - write ','
        {"a": [1,,2]} ## 1:10: error: a comma without an entry before the comma - remove the comma
        {“a”: 1} ## 1:2: error: a key in typographic quotes - write "a"
        {"a": “b”} ## 1:7: error: a string in typographic quotes - write "b"
        {'a': 1} ## 1:2: error: a key in single quotes - write "a"
        {"a": 'b'} ## 1:7: error: a string in single quotes - write "b"
        {"a": 'b} ## 1:7: error: a string in quotes that JSON does not have, without a closing quote in the same line - write "…"
        {"a": True} ## 1:7: error: JSON has no True - write true
        {"a": None} ## 1:7: error: JSON has no None - write null
        {"a": NaN} ## 1:7: error: JSON has no NaN - write a number
        {"a": -Infinity} ## 1:7: error: JSON has no -Infinity - write a number
        {"a": 08} ## 1:7: error: '08' is not a number in JSON - write digits only, or put the text in quotes
        {"a": 1_000} ## 1:7: error: '1_000' is not a number in JSON - write digits only, or put the text in quotes
        {"a": 0x1F} ## 1:7: error: '0x1F' is not a number in JSON - write digits only, or put the text in quotes
        {"a": .5} ## 1:7: error: '.5' is not a number in JSON - write digits only, or put the text in quotes
        {"a": $HOME/web} ## 1:7: error: the text '$HOME/web' has no quotes - write "${HOME}/web"
        {"a": ${PORT}, "b": 1} ## 1:7: error: the text '${PORT}' has no quotes - write "${PORT}"
        {"a": tru} ## 1:7: error: the text 'tru' has no quotes - write "tru"
        {a: 1} ## 1:2: error: the key 'a' has no quotes - write "a"
        {"a" = 1} ## 1:6: error: '=' in place of ':' - write ':'
        {"a" 1} ## 1:6: error: ':' is missing after the key "a" - write "a": value
        {"a": } ## 1:7: error: a value is missing before '}' - add a value
        {"a": "b¶c"} ## 1:7: error: the string that begins here has no closing '"' in the same line - add the quote, or write \\n for a line break
        {"a": "b ## 1:7: error: the string that begins here has no closing '"' - add the quote
        {"a": "b→c"} ## 1:9: error: a tab inside a string - write \\t
        {"a": "C:\\web"} ## 1:10: error: '\\w' is not an escape sequence - write '\\\\' for a backslash
        {"a": "\\u12"} ## 1:8: error: '\\u' without four hexadecimal digits - write '\\\\' for a backslash
        {·"a": 1} ## 1:2: error: the invisible character U+00A0 between values - replace the character by a space, or remove the character
        {"a": [1} ## 1:9: error: '}' does not match the '[' of line 1 - add ']' before '}', or remove '}'
        {"a": 1}} ## 1:9: error: '}' has no opening bracket - remove '}', or add the opening bracket
        {"a": {"b": 1} ## 1:1: error: the '{' is never closed - add '}'
        {"a": [¶{"b": 1} ## 1:7: error: the '[' is never closed - add ']'
        {"a": ! } ## 1:7: error: the text '!' has no quotes - write "!"
        // nothing ## 1:1: error: JSON has no comments - remove the comment
        """)
    void a_mistake_is_named_with_its_place_and_its_remedy(String text, String problem) {
        String written = text.replace('¶', '\n').replace('→', '\t').replace('·', '\u00A0');
        assertThat(problems(written)).first().isEqualTo("node.json:" + problem);
        assertThat(problems(written)).filteredOn(line -> !text.startsWith("//")).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void different_mistakes_are_reported_together_and_repeated_ones_once() {
        assertThat(problems("{\n// one\n'a': 1, # two\n'b': True,\n/* three */ }"))
                .containsExactly(
                        "node.json:2:1: error: JSON has no comments (2 more in this file) - remove the comment",
                        "node.json:3:1: error: a key in single quotes (1 more in this file) - write \"a\"",
                        "node.json:4:6: error: JSON has no True - write true",
                        "node.json:4:10: error: a comma before '}' - remove the comma");
    }

    @Test
    void what_no_parser_reads_is_named() {
        assertThat(problems("[".repeat(100_000)))
                .containsExactly("node.json:1:1001: error: brackets are nested deeper than 1000 - use fewer levels");
        assertThat(problems("{\"a\": " + "1".repeat(2000) + "}"))
                .containsExactly("node.json:1:7: error: a number with more than 1000 characters - shorten the number");
        assertThat(problems("{\"" + "a".repeat(60_000) + "\": 1}"))
                .singleElement()
                .asString()
                .endsWith("error: a string or a key is too long - shorten the text");
    }

    /** Every prefix, and every text with one character more or less, is read or explained, and nothing is thrown. */
    @Test
    void no_text_is_refused_without_a_reason() {
        String good = "{\"a\": [1, -2.5e3, true, null, \"x\\u00e4\\n\"],\n\"b\": {\"c\": {}, \"d\": []}}";
        for (int i = 0; i <= good.length(); i++) {
            assertExplained(good.substring(0, i));
            for (char c : "{}[],:\"'\\/#$1atn \n\u0000\uD800\u201C".toCharArray()) {
                assertExplained(good.substring(0, i) + c + good.substring(i));
                assertExplained(good.substring(0, i) + c + good.substring(Math.min(good.length(), i + 1)));
            }
        }
    }

    private static void assertExplained(String text) {
        ProblemList problems = new ProblemList("node.json");
        boolean isRead = new JsonDocumentParser(problems).parse(text).isPresent();
        List<ConfigProblem> found = problems.sorted();
        assertThat(isRead || !found.isEmpty()).as(text).isTrue();
        assertThat(found).as(text).noneMatch(problem -> problem.text().contains("too long"));
        assertThat(found.stream().map(ConfigProblem::text)).as(text).doesNotHaveDuplicates();
    }

    private static List<String> problems(String text) {
        ProblemList problems = new ProblemList("node.json");
        new JsonDocumentParser(problems).parse(text);
        return problems.sorted().stream().map(ConfigProblem::display).toList();
    }
}
