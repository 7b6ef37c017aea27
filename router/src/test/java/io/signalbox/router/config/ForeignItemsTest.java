package io.signalbox.router.config;

import static io.signalbox.router.config.ConfigFile.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignItemsTest {
    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    @Test
    void transports_of_later_versions_are_refused_and_nothing_beneath_them_is_judged() throws IOException {
        assertThat(file.problems(REALM, "{\"type\": \"mqtt\", \"endpoint\": {\"nonsense\": 1}, \"x\": 2}"))
                .containsExactly("node.json:4:2: error: $.workers[0].transports[0].type: 'mqtt' is not supported"
                        + " yet (MQTT) - use type 'websocket' or 'web'");
    }

    @Test
    void workers_of_other_products_are_refused() throws IOException {
        assertThat(file.problems("{\"version\": 2, \"workers\": [\n{\"type\": \"markets\"},\n{\"type\": \"proxy\"},"
                        + "\n{\"type\": \"websocket-testee\"}]}"))
                .containsExactly(
                        "node.json:2:2: error: $.workers[0].type: 'markets' cannot be supported: it"
                                + " belongs to a product around Crossbar.io - remove the worker",
                        "node.json:3:2: error: $.workers[1].type: 'proxy' cannot be supported: this node is one"
                                + " process on all cores - connect clients to the router worker",
                        "node.json:4:2: error: $.workers[2].type: 'websocket-testee' cannot be supported: it is a"
                                + " test tool - remove the worker, or run 'wstest -m testeeserver' as a worker of type 'guest'");
    }

    @Test
    void realm_items_of_later_versions_are_refused() throws IOException {
        String realm = "{\"name\": \"realm1\",\n\"stats\": {}, \"roles\": [{\"name\": \"anonymous\"}]}";
        assertThat(file.problems(realm, ""))
                .containsExactly("node.json:3:1: error: $.workers[0].realms[0].stats: 'stats' is not supported yet"
                        + " (traffic statistics) - remove it");
    }

    @Test
    void python_services_are_refused_with_an_alternative() throws IOException {
        assertThat(file.problems(REALM, ConfigFile.pathsWith("\"app\":\n{\"type\": \"wsgi\", \"module\": \"m\"}")))
                .containsExactly("node.json:1:28: error: $.workers[0]: this node does not run Python code:"
                        + " transports[0].paths.app 'wsgi' (line 5)"
                        + " - serve it from an HTTP server behind a common proxy");
    }

    @Test
    void cosmetic_items_are_warnings() throws IOException {
        String text = "{\"version\": 2, \"controller\": {\"options\": {\n\"title\": \"node\"}}, \"workers\": ["
                + "{\"type\": \"router\", \"realms\": [" + REALM + "], \"transports\": ["
                + ConfigFile.webSocketWith("\n\"url\": \"ws://x/\",\n\"serializers\": [\"json\", \"ubjson\"]") + "]}]}";
        assertThat(file.problems(text))
                .containsExactly(
                        "node.json:2:1: warning: $.controller.options.title: 'title' has no effect:"
                                + " a JVM does not rename its process - remove it",
                        "node.json:3:1: warning: $.workers[0].transports[0].url: 'url' has no effect:"
                                + " clients choose the URL - remove it",
                        "node.json:4:25: warning: $.workers[0].transports[0].serializers[1]: 'ubjson' has no effect:"
                                + " this node does not speak the format - remove it");
        assertThat(file.config(text).workers()).hasSize(1);
    }

    @Test
    void options_that_ask_for_what_happens_anyway_are_accepted_in_silence() throws IOException {
        String options = "\"options\": {\"validate_utf8\": true, \"enable_rfc6455\": true,"
                + " \"require_masked_client_frames\": true, \"apply_mask\": true, \"mask_server_frames\": false,"
                + " \"compression\": {\"deflate\": {\"max_window_bits\": 15, \"memory_level\": 8}}}";
        assertThat(file.problems(REALM, ConfigFile.webSocketWith(options))).isEmpty();
    }

    @Test
    void masking_that_rfc_6455_forbids_is_refused() throws IOException {
        for (String option : List.of(
                "\"mask_server_frames\": true", "\"require_masked_client_frames\": false", "\"apply_mask\": false")) {
            String name = option.substring(1, option.indexOf('"', 1));
            assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"options\": {\n" + option + "}")))
                    .containsExactly("node.json:5:1: error: $.workers[0].transports[0].options." + name + ": '" + name
                            + "' cannot be supported: RFC 6455 forbids it - remove it");
        }
    }

    @Test
    void memory_of_compression_that_the_jdk_does_not_have_is_one_warning() throws IOException {
        String deflate = "\"options\": {\"compression\": {\n\"deflate\": {%s}}}";
        assertThat(file.problems(
                        REALM,
                        ConfigFile.webSocketWith(deflate.formatted("\"max_window_bits\": 13, \"memory_level\": 7"))))
                .containsExactly("node.json:5:1: warning: $.workers[0].transports[0].options.compression.deflate:"
                        + " 'max_window_bits' and 'memory_level' have no effect: the JDK compresses with a window of 15"
                        + " bits and memory level 8 only - remove both keys");
        assertThat(file.problems(REALM, ConfigFile.webSocketWith(deflate.formatted("\"memory_level\": 7"))))
                .containsExactly("node.json:5:1: warning: $.workers[0].transports[0].options.compression.deflate:"
                        + " 'memory_level' has no effect: the JDK compresses with a window of 15 bits and memory level 8"
                        + " only - remove the key");
    }
}
