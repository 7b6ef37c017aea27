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
        a:¶→b: 1 ## 2:1: error: a tab in the indentation or before a value - use spaces
        a: 1¶→b: 1 ## 2:1: error: a tab in the indentation or before a value - use spaces
        uri: * ## 1:6: error: '*' begins an alias or an anchor, but no name follows - put the text in quotes
        uri: *.b ## 1:6: error: '*' begins an alias or an anchor, but no name follows - put the text in quotes
        a: @b ## 1:4: error: '@' cannot begin a value - put the text in quotes
        a: `b` ## 1:4: error: '`' cannot begin a value - put the text in quotes
        a: %b ## 1:4: error: '%' cannot begin a value - put the text in quotes
        a: b: c ## 1:5: error: ':' begins a value at a place without values - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a: - b ## 1:4: error: '-' begins an entry of a list at a place without lists - begin the list in a new line
        a: "b ## 1:4: error: the quoted text that begins here has no closing quote - add the quote
        a: 'b¶c: d ## 1:4: error: the quoted text that begins here has no closing quote - add the quote
        a: "C:\\web" ## 1:8: error: the backslash in double quotes is not part of an escape sequence - write '\\\\', or use single quotes
        a: "\\u12" ## 1:7: error: the backslash in double quotes is not part of an escape sequence - write '\\\\', or use single quotes
        a: [1, 2 ## 1:4: error: the '[' is never closed - add ']'
        a: {b: 1 ## 1:4: error: the '{' is never closed - add '}'
        a: [1, 2} ## 1:9: error: ',' or ']' is missing here, after the '[' of line 1 - add the character, or put a text with brackets, braces or commas in quotes
        a: {b: ${PORT}} ## 1:9: error: ',' or '}' is missing here, after the '{' of line 1 - add the character, or put a text with brackets, braces or commas in quotes
        a¶b: 1 ## 2:2: error: ':' begins a value at a place without values - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a: 1¶b ## 2:1: error: ':' is missing after this text - write key: value, or indent the text like a value
        a: 1¶  b: 2 ## 2:4: error: ':' begins a value at a place without values - put a text with ': ' in quotes, or begin a line with the key, indented like its neighbours
        a:¶  b: 1¶ c: 2 ## 3:2: error: the indentation matches no line above - indent the line like its neighbours
        a:¶  - b¶ - c ## 3:2: error: the indentation matches no line above - indent the line like its neighbours
        a:¶ - b¶ c: 1 ## 3:2: error: the indentation matches no line above - indent the line like its neighbours
        a: 1¶- b ## 2:1: error: the indentation matches no line above - indent the line like its neighbours
        a: *none ## 1:4: error: '*none' is an alias of '&none', which is not above - correct the alias, or put a text in quotes
        a: !x!y b ## 1:4: error: the tag '!x!…' is not supported - remove the tag
        a: | b ## 1:6: error: '|' begins a text of several lines, but text follows in the same line - put the text in quotes
        a: 1¶---¶b: 2 ## 2:1: error: a second document begins here - remove the document; a file has one configuration
        a: 1¶...¶b: 2 ## 3:1: error: there is text behind the end of the configuration - remove the text, or correct the indentation
        [a]: 1 ## 1:1: error: the key is a list or a mapping - write a text; put a text with brackets or braces in quotes
        {a: 1} b ## 1:8: error: there is text behind the end of the configuration - remove the text, or correct the indentation
        a: ] ## 1:4: error: a value is missing before ']' - add the value
        a: {, } ## 1:5: error: a value is missing before ',' - add the value
        <<: 1 ## 1:5: error: '<<' merges mappings, and this value is neither a mapping nor a list of mappings - write a mapping, or put '<<' in quotes
        a: & b ## 1:4: error: '&' begins an alias or an anchor, but no name follows - put the text in quotes
        %YAML 3.0¶--- a ## 1:1: error: the text is not YAML: found incompatible YAML document (version 1.* is required) - correct the text
        a: !<> b ## 1:4: error: '!' begins a tag or a directive that cannot be read - put the text in quotes
        - a¶b: 1 ## 2:1: error: the indentation matches no line above - indent the line like its neighbours
        ? a¶: b¶: c ## 3:1: error: the indentation matches no line above - indent the line like its neighbours
        """)
    void a_mistake_is_named_with_its_place_and_its_remedy(String text, String problem) {
        assertThat(problems(text.replace('¶', '\n').replace('→', '\t'))).containsExactly("config.yaml:" + problem);
    }

    @Test
    void a_character_that_yaml_does_not_have_is_named() {
        assertThat(problems("a: 1\nb: x\u0007"))
                .containsExactly("config.yaml:2:5: error: YAML does not allow the character U+0007"
                        + " - remove the character, or write an escape sequence in double quotes");
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
                        "config.yaml:2:8: error: $.b.c: the tag '!env' is not supported"
                                + " - remove the tag; an environment variable is written ${NAME}",
                        "config.yaml:2:16: error: $.b.on: the key 'on' is not a text in YAML 1.1, but a boolean"
                                + " - put the key in quotes",
                        "config.yaml:3:1: error: $.a: the key 'a' is a duplicate of the key in line 1 - remove one of the two",
                        "config.yaml:4:4: error: $.d: '.inf' is not a finite number"
                                + " - correct the value, or put a text in quotes");
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
