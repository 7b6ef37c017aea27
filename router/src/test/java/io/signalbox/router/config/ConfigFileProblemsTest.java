package io.signalbox.router.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.RealmConfig;
import io.signalbox.router.node.TransportConfig.TcpEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileProblemsTest {
    @TempDir
    private Path directory;

    @Test
    void a_missing_file_is_named() {
        assertThat(linesFor(directory.resolve("none.json")))
                .containsExactly("none.json: error: the file does not exist"
                        + " - correct the path, or create a configuration with 'router init'");
    }

    @Test
    void a_directory_is_no_configuration() {
        assertThat(linesFor(directory))
                .containsExactly(directory + ": error: the file cannot be read: it is a directory"
                        + " - name a configuration file");
    }

    @Test
    void an_unreadable_file_is_named() {
        ConfigLoader loader = new ConfigLoader(Map.of(), file -> {
            throw new AccessDeniedException(file.toString());
        });
        assertThat(loader.load(Path.of("node.json"), NodeConfig.class).problems())
                .extracting(ConfigProblem::display)
                .containsExactly(
                        "node.json: error: the file cannot be read: access denied - change the permissions of the file");
    }

    @Test
    void an_empty_file_is_named() throws IOException {
        assertThat(new ConfigFile(directory).problems(" \n"))
                .containsExactly("node.json: error: the file is empty - create a configuration with 'router init'");
    }

    @Test
    void a_byte_order_mark_is_ignored() throws IOException {
        CheckedConfig<NodeConfig> checked =
                new ConfigFile(directory).load(("\uFEFF" + ConfigFile.node(ConfigFile.REALM, "")).getBytes(UTF_8));
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.config()).isPresent();
    }

    @Test
    void a_file_in_another_encoding_is_named() throws IOException {
        List<ConfigProblem> problems = new ConfigFile(directory)
                .load(new byte[] {'{', (byte) 0xE4, '}'})
                .problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).display())
                .endsWith("node.json:1:2: error: the byte 0xE4 is not UTF-8 - save the file in UTF-8");
    }

    @Test
    void text_behind_the_end_is_reported() throws IOException {
        assertThat(new ConfigFile(directory).problems("{\"version\": 2, \"workers\": []}\n{}"))
                .contains("node.json:2:1: error: there is text behind the end of the configuration"
                        + " - remove the text; a file has one JSON object");
    }

    @Test
    void utf_16_is_named_with_and_without_a_mark() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(new ConfigFile(directory)
                            .load("{\"version\": 2}".getBytes(charset))
                            .problems())
                    .extracting(ConfigProblem::display)
                    .containsExactly(directory + "/node.json: error: the file is UTF-16 - save the file in UTF-8");
        }
    }

    @Test
    void a_variable_without_braces_is_named_where_its_value_is_refused() throws IOException {
        String files =
                "{\"type\": \"web\", \"endpoint\": {\"type\": \"tcp\", \"port\": 0, \"interface\":\n\"$ADDRESS\"},"
                        + " \"paths\": {\"/\": {\"type\": \"static\", \"directory\":\n\"$HOME/web\"}}}";
        assertThat(new ConfigFile(directory, Map.of("HOME", "/root")).problems(ConfigFile.REALM, files))
                .containsExactly(
                        "node.json:5:1: error: $.workers[0].transports[0].endpoint.interface: '$ADDRESS' is not"
                                + " allowed here - write '${ADDRESS}': only a variable with braces is replaced",
                        "node.json:6:1: error: $.workers[0].transports[0].paths['/'].directory: the directory"
                                + " $HOME/web does not exist - write '${HOME}/web': only a variable with braces"
                                + " is replaced");
    }

    @Test
    void a_key_that_is_there_twice_is_reported_at_the_second() throws IOException {
        assertThat(new ConfigFile(directory).problems("{\"version\": 2, \"workers\": [],\n \"version\": 3}"))
                .contains("node.json:2:2: error: $.version: the key 'version' is a duplicate of the key in line 1"
                        + " - remove one of the two");
    }

    @Test
    void an_unset_variable_is_reported_and_a_set_one_replaced() throws IOException {
        String realm = "{\"name\": \"${NAME}-x\", \"roles\": [{\"name\": \"$${r}\"}]}";
        assertThat(new ConfigFile(directory).problems(realm, ""))
                .containsExactly("node.json:2:10: error: $.workers[0].realms[0].name:"
                        + " the environment variable NAME is not set - set the variable, or write the value");
        RealmConfig read = new ConfigFile(directory, Map.of("NAME", "test"))
                .config(ConfigFile.node(realm, ""))
                .routers()
                .get(0)
                .realms()
                .get(0);
        assertThat(read.name()).isEqualTo("test-x");
        assertThat(read.roles()).extracting(RealmConfig.Role::name).containsExactly("${r}");
    }

    @Test
    void a_port_comes_from_the_environment_in_both_spellings() throws IOException {
        ConfigFile file = new ConfigFile(directory, Map.of("PORT", "9001", "WRONG", "http"));
        for (String spelling : List.of("$PORT", "${PORT}")) {
            String transport =
                    "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": \"" + spelling + "\"}}";
            NodeConfig config = file.config(ConfigFile.node(ConfigFile.REALM, transport));
            assertThat(config.routers().get(0).transports().get(0).endpoint())
                    .isInstanceOfSatisfying(
                            TcpEndpoint.class, tcp -> assertThat(tcp.port()).hasValue(9001));
        }
        assertThat(file.problems(
                        ConfigFile.REALM,
                        "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\",\n\"port\": \"$WRONG\","
                                + " \"interface\": \"127.0.0.1\"}}"))
                .containsExactly("node.json:5:9: error: $.workers[0].transports[0].endpoint.port:"
                        + " must be an integer, but is the string 'http' - write a whole number");
    }

    @Test
    void all_problems_are_reported_at_once_in_the_order_of_the_file() throws IOException {
        assertThat(new ConfigFile(directory)
                        .problems("{\"versoin\": 2,\n\"controller\": {\"id\": \"A\"},\n\"workers\": 1}"))
                .containsExactly(
                        "node.json:1:1: error: $: 'version' is missing - add it: Version of the format: 2.",
                        "node.json:1:2: error: $.versoin: unknown key 'versoin' - did you mean 'version'?",
                        "node.json:2:22: error: $.controller.id: 'A' is not allowed here - write 3 to 64 characters:"
                                + " lower-case letters, digits and '_', the first one a letter",
                        "node.json:3:12: error: $.workers: must be an array, but is the number 1"
                                + " - put it in square brackets");
    }

    private List<String> linesFor(Path file) {
        return new ConfigLoader(Map.of())
                .load(file, NodeConfig.class).problems().stream()
                        .map(problem -> problem.display().replace(directory + "/", ""))
                        .toList();
    }
}
