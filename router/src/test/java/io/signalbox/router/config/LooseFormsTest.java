package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooseFormsTest {
    private static final String TEXT =
            """
            {"version": 2, "workers": [{"type": "router", "realms": [{"name": "realm1",
             "roles": [{"name": "anonymous"}, {"name": "guest"}]}], "transports": [
              {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": "8081"},
               "options": {"auto_ping_size": 4}, "auth": {"anonymous": {"role": "guest"}}},
              {"type": "web", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 8082}, "paths": {
               "ws": {"type": "websocket", "auth": {"anonymous": {}}}}},
              {"type": "universal", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 8083},
               "rawsocket": {"options": {"auto_ping_size": 8}}, "websocket": {"ws": {"options": {"auto_ping_size": 4}}},
               "web": {"paths": {"chat": {"type": "websocket", "auth": {"anonymous": {}}}}}}]}]}
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"node.json", "config.yaml"})
    void what_crossbar_accepts_is_accepted_with_a_warning(String name) throws IOException {
        Path json = Files.writeString(directory.resolve("node.json"), TEXT);
        Path file = Files.writeString(
                directory.resolve(name),
                name.equals("node.json")
                        ? TEXT
                        : ConfigRewriter.converted(json).text().orElseThrow());
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        String transport = "warning: $.workers[0].transports";
        assertThat(checked.problems().stream().map(problem -> problem.display().replaceFirst("^.*?:\\d+:\\d+: ", "")))
                .containsExactly(
                        transport + "[0].endpoint.port: the port is a string - write 8081 without quotes",
                        transport + "[0].options.auto_ping_size: is below the minimum of 12, which applies - write 12",
                        transport + "[0].auth.anonymous: 'type' is missing and defaults to 'static'"
                                + " - add \"type\": \"static\"",
                        transport + "[1].paths.ws.auth.anonymous: 'type' is missing and defaults to 'static'"
                                + " - add \"type\": \"static\"",
                        transport + "[2].rawsocket.options.auto_ping_size: is below the minimum of 12, which applies"
                                + " - write 12",
                        transport + "[2].websocket.ws.options.auto_ping_size: is below the minimum of 12, which"
                                + " applies - write 12",
                        transport + "[2].web.paths.chat.auth.anonymous: 'type' is missing and defaults to 'static'"
                                + " - add \"type\": \"static\"");
        assertThat(checked.config()).isPresent();
    }

    @Test
    void a_port_out_of_range_and_a_misspelled_type_are_errors_with_one_message() throws IOException {
        ConfigFile file = new ConfigFile(directory);
        assertThat(errors(file, TEXT.replace("8081", "80810")))
                .singleElement()
                .asString()
                .contains("endpoint.port");
        assertThat(errors(file, TEXT.replace("8081", "http")))
                .singleElement()
                .asString()
                .contains("endpoint.port");
        assertThat(errors(file, TEXT.replace("{\"role\": \"guest\"}", "{\"typ\": \"static\", \"role\": \"guest\"}")))
                .singleElement()
                .asString()
                .contains("auth.anonymous: 'type' is missing");
    }

    private static List<String> errors(ConfigFile file, String text) throws IOException {
        return file.problems(text).stream()
                .filter(line -> line.contains(": error: "))
                .toList();
    }
}
