package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.contract.ContractSettings;
import io.signalbox.router.contract.ContractSettings.OnViolation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadContractProblemsTest {
    private static final String AT = "$.workers[0].realms[0].schemas[0].";
    private static final String REMEDY = " - correct the schema; the dialect is 2020-12";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    @Test
    void a_contract_is_read_with_its_defaults() throws IOException {
        Files.writeString(directory.resolve("numbers.json"), "{\"items\": {\"type\": \"number\"}}");
        List<ContractSettings> contracts = file.config(ConfigFile.node(
                        realm("{\"uri\": \"a.b\", \"call\": {\"args\": \"numbers.json\", \"kwargs\": {}}},"
                                + "{\"uri\": \"a.\", \"match\": \"prefix\", \"on_violation\": \"log\"}"),
                        ""))
                .routers()
                .get(0)
                .realms()
                .get(0)
                .schemas();
        ContractSettings first = contracts.get(0);
        assertThat(first.match()).isEqualTo(MatchPolicy.EXACT);
        assertThat(first.onViolation()).isEqualTo(OnViolation.REJECT);
        assertThat(first.call().args().orElseThrow().at("/items/type").asText()).isEqualTo("number");
        assertThat(first.call().kwargs().orElseThrow().isEmpty()).isTrue();
        assertThat(first.result().args()).isEmpty();
        assertThat(contracts.get(1).match()).isEqualTo(MatchPolicy.PREFIX);
        assertThat(contracts.get(1).onViolation()).isEqualTo(OnViolation.LOG);
    }

    @Test
    void a_schema_that_is_none_is_an_error_at_its_place() throws IOException {
        assertThat(problems("{\"type\":\n\"intger\"}"))
                .containsExactly("node.json:4:1: error: " + AT + "call.args.type: invalid JSON Schema: does not have"
                        + " a value in the enumeration [\"array\", \"boolean\", \"integer\", \"null\", \"number\","
                        + " \"object\", \"string\"]" + REMEDY);
        assertThat(problems("{\"properties\": {\"a\":\n{\"minimum\":\n\"1\"}}}"))
                .containsExactly("node.json:5:1: error: " + AT + "call.args.properties.a.minimum:"
                        + " invalid JSON Schema: string found, number expected" + REMEDY);
    }

    @Test
    void a_schema_that_cannot_be_used_is_an_error() throws IOException {
        assertUnusable("{\"$ref\": \"#/$defs/none\"}", "Reference /$defs/none cannot be resolved");
        assertUnusable(
                "{\"items\": {\"$ref\": \"other.json\"}}", "Schema from 'other.json' is not allowed to be loaded.");
        assertUnusable(
                "{\"$ref\": \"http://127.0.0.1:1/x.json\"}",
                "Schema from 'http://127.0.0.1:1/x.json' is not allowed to be loaded.");
        assertUnusable("{\"$ref\": \"#\"}", "the schema refers to itself without end");
        assertUnusable("{\"pattern\": \"(\"}", "Unclosed group near index 1");
        assertUnusable("{\"not\": ".repeat(70) + "{}" + "}".repeat(70), "the schema is nested deeper than 64");
    }

    @Test
    void another_dialect_is_an_error_at_its_place() throws IOException {
        assertThat(problems("{\n\"$schema\": \"http://json-schema.org/draft-07/schema#\"}"))
                .containsExactly("node.json:4:12: error: " + AT + "call.args.$schema: invalid JSON Schema: contracts"
                        + " are written in https://json-schema.org/draft/2020-12/schema" + REMEDY);
        assertThat(problems("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"}"))
                .isEmpty();
    }

    @Test
    void problems_of_a_schema_in_a_file_name_that_file_once() throws IOException {
        Files.writeString(directory.resolve("bad.json"), "{\n  \"items\": {\"type\": 5}\n}");
        String contracts =
                "{\"uri\": \"a.b\", \"call\": {\"args\": \"bad.json\"}, \"result\": {\"args\": \"./bad.json\"}}";
        assertThat(file.problems(realm(contracts), ""))
                .containsExactly("bad.json:2:21: error: $.items.type: invalid JSON Schema: does not have a value in"
                        + " the enumeration [\"array\", \"boolean\", \"integer\", \"null\", \"number\", \"object\","
                        + " \"string\"]" + REMEDY);
    }

    @Test
    void a_file_that_holds_no_schema_is_an_error() throws IOException {
        Files.writeString(directory.resolve("text.json"), "{\"items\": ");
        Files.writeString(directory.resolve("list.json"), "[]");
        Files.write(directory.resolve("latin.json"), "{\"a\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems("\"none.json\""))
                .containsExactly("node.json:3:38: error: " + AT + "call.args: the file 'none.json' does not exist"
                        + " - correct the path, or write the schema in place of the path");
        assertThat(problems("\"list.json\""))
                .containsExactly("list.json:1:1: error: $: must be an object - write the schema as { … }");
        assertThat(problems("\"latin.json\""))
                .containsExactly("latin.json:1:8: error: the byte 0xE4 is not UTF-8 - save the file in UTF-8");
        assertThat(problems("\".\""))
                .containsExactly("node.json:3:38: error: " + AT + "call.args: the file '.' cannot be read"
                        + " - name a file that this user may read");
        assertThat(problems("\"text.json\""))
                .containsExactly("text.json:1:1: error: the '{' is never closed - add '}'");
    }

    @Test
    void the_name_of_a_file_may_come_from_the_environment() throws IOException {
        Files.writeString(directory.resolve("numbers.json"), "{\"$comment\": \"${X}\"}");
        file = new ConfigFile(directory, Map.of("NAME", "numbers"));
        assertThat(problems("\"${NAME}.json\"")).isEmpty();
        assertThat(problems("\"${OTHER}.json\""))
                .containsExactly("node.json:3:38: error: " + AT + "call.args: the environment variable OTHER is not set"
                        + " - set the variable, or write the value");
    }

    @Test
    void a_schema_of_the_wrong_type_is_an_error() throws IOException {
        assertThat(problems("5"))
                .containsExactly("node.json:3:38: error: " + AT + "call.args: must be an object or string, but is the"
                        + " number 5 - write one of these");
        assertThat(file.problems(realm("{\"uri\": \"a.b\", \"cal\": {}, \"on_violation\": \"warn\"}"), ""))
                .containsExactly(
                        "node.json:3:16: error: " + AT + "cal: unknown key 'cal' - did you mean 'call'?",
                        "node.json:3:43: error: " + AT
                                + "on_violation: 'warn' is not known here - use one of: reject, log");
    }

    @Test
    void a_uri_that_cannot_be_under_a_contract_is_an_error() throws IOException {
        assertThat(file.problems(
                        realm("{\"uri\": \"a..b\"},\n{\"uri\": \"wamp.session.\", \"match\": \"prefix\"}"), ""))
                .containsExactly(
                        "node.json:3:9: error: " + AT + "uri: 'a..b' can match no URI - write components without white"
                                + " space and '#', and leave none empty unless 'match' is 'prefix' or 'wildcard'",
                        "node.json:4:9: error: $.workers[0].realms[0].schemas[1].uri: URIs that begin with wamp"
                                + " or signalbox are reserved - choose another URI");
    }

    @Test
    void two_contracts_for_the_same_uri_are_an_error() throws IOException {
        assertThat(file.problems(realm("{\"uri\": \"a.b\"},\n{\"uri\": \"a.b\", \"match\": \"exact\"}"), ""))
                .containsExactly("node.json:4:9: error: $.workers[0].realms[0].schemas[1].uri: duplicates the contract"
                        + " for the same uri and match at $.workers[0].realms[0].schemas[0] - merge the"
                        + " two contracts");
        assertThat(file.problems(realm("{\"uri\": \"a.b\"},\n{\"uri\": \"a.b\", \"match\": \"prefix\"}"), ""))
                .isEmpty();
    }

    private void assertUnusable(String schema, String text) throws IOException {
        assertThat(problems(schema))
                .containsExactly("node.json:3:38: error: " + AT + "call.args: invalid JSON Schema: " + text + REMEDY);
    }

    /** Returns the problems of a node with a schema at column 38 of line 3. */
    private List<String> problems(String schema) throws IOException {
        return file.problems(realm("{\"uri\": \"a.b\",      \"call\": {\"args\": " + schema + "}}"), "");
    }

    private static String realm(String contracts) {
        return "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}], \"schemas\": [\n" + contracts + "]}";
    }
}
