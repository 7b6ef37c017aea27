package io.signalbox.router.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.yaml.YamlNode.Mapping;
import io.signalbox.router.yaml.YamlNode.Place;
import io.signalbox.router.yaml.YamlNode.Refused;
import io.signalbox.router.yaml.YamlNode.Scalar;
import io.signalbox.router.yaml.YamlNode.Sequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    /** The values that PyYAML 6.0.3 gives, as JSON. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " ## ",
            quoteCharacter = '§',
            textBlock =
                    """
        yes ## true
        On ## true
        TRUE ## true
        no ## false
        Off ## false
        y ## "y"
        tRue ## "tRue"
        ~ ## null
        Null ## null
        nULL ## "nULL"
        0 ## 0
        -0 ## 0
        +12 ## 12
        1_000 ## 1000
        0777 ## 511
        010 ## 8
        08 ## "08"
        0o17 ## "0o17"
        0x1F ## 31
        -0x1F ## -31
        0b101 ## 5
        1:30 ## 90
        -1:30:00 ## -5400
        1:60 ## "1:60"
        0:30 ## "0:30"
        8080:80 ## "8080:80"
        1.5 ## 1.5
        1. ## 1
        .5 ## 0.5
        -.5 ## "-.5"
        1e5 ## "1e5"
        1.0e5 ## "1.0e5"
        1.0e+5 ## 100000
        1:30.5 ## 90.5
        12345678901234567890123 ## 12345678901234567890123
        2001-12-14 ## "2001-12-14"
        2001-12-14t21:59:43.10-05:00 ## "2001-12-14t21:59:43.10-05:00"
        1.2.3 ## "1.2.3"
        = ## "="
        127.0.0.1 ## "127.0.0.1"
        "yes" ## "yes"
        '0777' ## "0777"
        !!str 1 ## "1"
        !!int "0x10" ## 16
        !!float 5 ## 5
        !!bool "on" ## true
        ! 12 ## 12
        [a, yes, 07] ## ["a",true,7]
        {a: 1, b: [null]} ## {"a":1,"b":[null]}
        {1: a, "yes": b} ## {"1":"a","yes":"b"}
        """)
    void a_scalar_has_the_value_that_it_has_in_crossbar(String text, String json) throws YamlMistake {
        assertThat(json(YamlReader.read(text).orElseThrow()).toString()).isEqualTo(json);
    }

    @Test
    void block_scalars_are_texts() throws YamlMistake {
        assertThat(read("a: |\n  one\n  two\nb: >-\n  one\n  two\n").toString())
                .isEqualTo("{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\"}");
    }

    @Test
    void aliases_and_merge_keys_are_resolved_as_in_crossbar() throws YamlMistake {
        String bases = "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\n";
        assertThat(read(bases + "x: *two\n").path("x").toString()).isEqualTo("{\"b\":2,\"c\":2}");
        assertThat(read(bases + "x: {<<: *one, b: 3}\n").path("x").toString()).isEqualTo("{\"a\":1,\"b\":3}");
        assertThat(read(bases + "x: {b: 3, <<: *one}\n").path("x").toString()).isEqualTo("{\"a\":1,\"b\":3}");
        assertThat(read(bases + "x: {<<: [*one, *two]}\n").path("x")).isEqualTo(read("{a: 1, b: 1, c: 2}"));
        assertThat(read(bases + "x: {<<: *one, <<: *two}\n").path("x")).isEqualTo(read("{a: 1, b: 2, c: 2}"));
        assertThat(read(bases + "x: {\"<<\": 1}\n").path("x").toString()).isEqualTo("{\"<<\":1}");
        assertThat(read("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n")
                        .path("c")
                        .toString())
                .isEqualTo("{\"x\":1,\"y\":2}");
    }

    @Test
    void the_document_may_be_empty_and_have_comments_and_marks() throws YamlMistake {
        assertThat(YamlReader.read("")).isEmpty();
        assertThat(YamlReader.read("# nothing\n")).isEmpty();
        assertThat(read("%YAML 1.1\n---\n# one\na: 1 # two\n...\n").toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void values_and_keys_know_where_they_begin() throws YamlMistake {
        Mapping root = (Mapping) YamlReader.read("a: 1\nb:\n  - x\n  - {c: *d, e: f}\n".replace("*d", "&d 'ä😀'"))
                .orElseThrow();
        assertThat(root.members().get(1).keyPlace()).isEqualTo(new Place(2, 1));
        Sequence list = (Sequence) root.members().get(1).value();
        assertThat(list.place()).isEqualTo(new Place(3, 3));
        assertThat(list.items().get(0).place()).isEqualTo(new Place(3, 5));
        Mapping flow = (Mapping) list.items().get(1);
        assertThat(flow.place()).isEqualTo(new Place(4, 5));
        assertThat(flow.members().get(0).value().place()).isEqualTo(new Place(4, 9));
        assertThat(flow.members().get(1).keyPlace()).isEqualTo(new Place(4, 18));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ## ",
            quoteCharacter = '§',
            textBlock =
                    """
        !env PORT ## the tag '!env' is not supported
        !!binary aGk= ## the tag '!!binary' is not supported
        !!python/object/apply:os.system [ls] ## the tag '!!python/object/apply:os.system' is not supported
        !!set {a} ## the tag '!!set' is not supported
        !!int x ## 'x' is not a whole number
        !!int "-+1" ## '-+1' is not a whole number
        !!bool 1 ## '1' is not a boolean
        !!null x ## 'x' is not a null value
        0x_ ## '0x_' is not a whole number
        .inf ## '.inf' is not a finite number
        .NaN ## '.NaN' is not a finite number
        """)
    void what_json_has_not_is_refused(String text, String reason) throws YamlMistake {
        assertThat(YamlReader.read(text).orElseThrow())
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.text()).isEqualTo(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on: 1", "~: 1", "1.5: 1", "!x a: 1"})
    void a_key_that_is_no_text_is_refused(String text) throws YamlMistake {
        Mapping root = (Mapping) YamlReader.read(text).orElseThrow();
        assertThat(root.members().get(0).value()).isInstanceOf(Refused.class);
    }

    @Test
    void aliases_make_no_more_values_than_the_bound() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        StringBuilder merges = new StringBuilder("a0: &a0 {k: 1}\n");
        for (int i = 1; i < 30; i++) {
            String alias = "*a" + (i - 1);
            String aliases = (alias + ", ").repeat(9) + alias;
            laughs.append("a" + i + ": &a" + i + " [" + aliases + "]\n");
            merges.append("a" + i + ": &a" + i + " {<<: [" + aliases + "]}\n");
        }
        for (String text : new String[] {laughs.toString(), merges.toString()}) {
            assertThatThrownBy(() -> YamlReader.read(text))
                    .isInstanceOf(YamlMistake.class)
                    .hasMessage("the file has more than 10000 values, including those of aliases");
        }
    }

    @Test
    void ten_thousand_values_are_read() throws YamlMistake {
        String fits = "[" + "x, ".repeat(YamlReader.MAX_VALUES - 2) + "x]";
        assertThat(json(YamlReader.read(fits).orElseThrow())).hasSize(YamlReader.MAX_VALUES - 1);
        assertThatThrownBy(() -> YamlReader.read("[x, " + fits.substring(1))).isInstanceOf(YamlMistake.class);
    }

    @Test
    void an_alias_inside_of_what_it_names_is_refused() {
        for (String text : new String[] {"&a [*a]", "&a {b: {c: *a}}", "&a {<<: *a}"}) {
            assertThatThrownBy(() -> YamlReader.read(text))
                    .hasMessage("the value contains an alias of the value itself");
        }
    }

    @Test
    void nesting_is_bounded_with_and_without_aliases() {
        assertThatThrownBy(() -> YamlReader.read("[".repeat(100_000)))
                .hasMessage("lists and mappings are nested deeper than 100");
        StringBuilder chain = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 200; i++) {
            chain.append("a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n");
        }
        assertThatThrownBy(() -> YamlReader.read(chain.toString()))
                .hasMessage("lists and mappings are nested deeper than 100");
    }

    @Test
    void a_text_of_more_than_four_million_characters_is_refused_unread() {
        assertThatThrownBy(() -> YamlReader.read("#".repeat(4 * 1024 * 1024 + 1)))
                .hasMessage("the file has more than 4194304 characters");
    }

    private static JsonNode read(String text) throws YamlMistake {
        return json(YamlReader.read(text).orElseThrow());
    }

    private static JsonNode json(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence sequence -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Mapping mapping -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                mapping.members().forEach(member -> object.set(member.key(), json(member.value())));
                yield object;
            }
            case Refused refused -> throw new AssertionError(refused.text());
        };
    }
}
