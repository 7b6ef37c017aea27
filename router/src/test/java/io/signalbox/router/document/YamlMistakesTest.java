package io.signalbox.router.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlMistakesTest {

    /** {@code ¶} stands for a line break, {@code →} for a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ## ",
            quoteCharacter = '§',
            textBlock =
                    """
        a:¶→b: 1 ## 2:1: error: a tab where the indentation is or a value begins - use spaces
        a: 1¶→b: 1 ## 2:1: error: a tab where the indentation is or a value begins - use spaces
        uri: * ## 1:6: error: '*' begins an alias or an anchor, and no name follows - put the text in quotes
        uri: *.b ## 1:6: error: '*' begins an alias or an anchor, and no name follows - put the text in quotes
        a: @b ## 1:4: error: '@' cannot begin a value - put the text in quotes
        a: `b` ## 1:4: error: '`' cannot begin a value - put the text in quotes
        a: %b ## 1:4: error: '%' cannot begin a value - put the text in quotes
        a: b: c ## 1:5: error: ':' begins a value where none can begin - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a: - b ## 1:4: error: '-' begins an entry of a list where none can begin - begin the list in a line of its own
        a: "b ## 1:4: error: the quoted text that begins here has no closing quote - add it
        a: 'b¶c: d ## 1:4: error: the quoted text that begins here has no closing quote - add it
        a: "C:\\web" ## 1:8: error: a backslash in double quotes that begins no escape sequence - write '\\\\', or use single quotes
        a: "\\u12" ## 1:7: error: a backslash in double quotes that begins no escape sequence - write '\\\\', or use single quotes
        a: [1, 2 ## 1:4: error: the '[' that opens here is never closed - add ']' where it ends
        a: {b: 1 ## 1:4: error: the '{' that opens here is never closed - add '}' where it ends
        a: [1, 2} ## 1:9: error: ',' or ']' is missing here, after the '[' of line 1 - write it, or put a text with brackets, braces or commas in quotes
        a: {b: ${PORT}} ## 1:9: error: ',' or '}' is missing here, after the '{' of line 1 - write it, or put a text with brackets, braces or commas in quotes
        a¶b: 1 ## 2:2: error: ':' begins a value where none can begin - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a: 1¶b ## 2:1: error: ':' is missing behind this text - write key: value, or indent the text like a value
        a: 1¶  b: 2 ## 2:4: error: ':' begins a value where none can begin - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a:¶  b: 1¶ c: 2 ## 3:2: error: the indentation fits no line above - indent it like the entries that it belongs to
        a:¶  - b¶ - c ## 3:2: error: the indentation fits no line above - indent it like the entries that it belongs to
        a:¶ - b¶ c: 1 ## 3:2: error: the indentation fits no line above - indent it like the entries that it belongs to
        a: 1¶- b ## 2:1: error: the indentation fits no line above - indent it like the entries that it belongs to
        a: *none ## 1:4: error: '*none' is an alias, and no '&none' is above it - put it in quotes if it is a text
        a: !x!y b ## 1:4: error: the tag '!x!…' has no meaning here - remove the tag
        a: | b ## 1:6: error: '|' begins a text of several lines, and something follows it - put the text in quotes
        a: 1¶---¶b: 2 ## 2:1: error: a second document begins here - remove it; one file holds one configuration
        a: 1¶...¶b: 2 ## 3:1: error: there is text behind the end of the configuration - remove it, or correct the indentation
        [a]: 1 ## 1:1: error: a key that is a list or a mapping - write a text; put text with brackets or braces in quotes
        {a: 1} b ## 1:8: error: there is text behind the end of the configuration - remove it, or correct the indentation
        a: ] ## 1:4: error: a value is missing in front of ']' - write one here
        a: {, } ## 1:5: error: a value is missing in front of ',' - write one here
        <<: 1 ## 1:5: error: '<<' merges a mapping or a list of mappings, and this is none - name one, or put '<<' in quotes
        a: & b ## 1:4: error: '&' begins an alias or an anchor, and no name follows - put the text in quotes
        %YAML 3.0¶--- a ## 1:1: error: the text is no YAML: found incompatible YAML document (version 1.* is required) - correct it
        a: !<> b ## 1:4: error: '!' begins a tag or a directive that cannot be read - put the text in quotes
        - a¶b: 1 ## 2:1: error: the indentation fits no line above - indent it like the entries that it belongs to
        ? a¶: b¶: c ## 3:1: error: the indentation fits no line above - indent it like the entries that it belongs to
        """)
    void a_mistake_is_named_with_its_place_and_its_remedy(String text, String problem) {
        assertThat(problems(text.replace('¶', '\n').replace('→', '\t'))).containsExactly("config.yaml:" + problem);
    }

    @Test
    void a_character_that_yaml_does_not_have_is_named() {
        assertThat(problems("a: 1\nb: x\u0007"))
                .containsExactly("config.yaml:2:5: error: YAML does not allow the character U+0007"
                        + " - remove it, or write it as an escape sequence in double quotes");
    }

    @Test
    void an_empty_file_is_named() {
        assertThat(problems("# nothing\n"))
                .containsExactly("config.yaml: error: the file is empty - create a configuration with 'router init'");
    }

    @Test
    void what_can_be_told_apart_is_reported_together() {
        assertThat(problems("a: 1\nb: {c: !env X, on: 2}\na: 3\nd: .inf\n"))
                .containsExactly(
                        "config.yaml:2:8: error: $.b.c: the tag '!env' has no meaning here"
                                + " - remove the tag; an environment variable is written ${NAME}",
                        "config.yaml:2:16: error: $.b.on: the key 'on' is no text in YAML 1.1, but a boolean"
                                + " - put it in quotes",
                        "config.yaml:3:1: error: $.a: the key 'a' is a duplicate of the key in line 1 - remove one of the two",
                        "config.yaml:4:4: error: $.d: '.inf' has no counterpart in a configuration"
                                + " - correct it, or put it in quotes if it is a text");
    }

    @Test
    void a_mistake_that_aliases_repeat_is_reported_once() {
        assertThat(problems("a: &a {b: !x y}\nc: *a\nd: {<<: *a}\n")).hasSize(1);
    }

    /** Every prefix, and every text with one character more or less, is read or explained, and nothing is thrown. */
    @Test
    void no_text_is_refused_without_a_reason() {
        String good = "a: &a [1, -2.5, 'x', \"\\u00e4\"]\nb:\n  - c: {d: *a}\n  - |\n    e\n<<: {f: !!str 1}\n";
        for (int i = 0; i <= good.length(); i++) {
            assertExplained(good.substring(0, i));
            for (char c : "{}[],:\"'&*!|>%@?-#\\<1at~ \n\t\u0000\uD800\uFEFF".toCharArray()) {
                assertExplained(good.substring(0, i) + c + good.substring(i));
                assertExplained(good.substring(0, i) + c + good.substring(Math.min(good.length(), i + 1)));
            }
        }
    }

    private static void assertExplained(String text) {
        ProblemList problems = new ProblemList("config.yaml");
        boolean isRead = new YamlDocumentParser(problems).parse(text).isPresent();
        assertThat(isRead || problems.hasErrors()).as(text).isTrue();
    }

    private static List<String> problems(String text) {
        ProblemList problems = new ProblemList("config.yaml");
        new YamlDocumentParser(problems).parse(text);
        return problems.sorted().stream().map(ConfigProblem::display).toList();
    }
}
