package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.config.ForeignItem.Extent;
import io.signalbox.router.config.ForeignItem.Kind;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.RealmConfig;
import io.signalbox.router.node.TransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unsupported items that are left out on request: what is left is never less protected or more permissive. */
class LeftOutItemsTest {
    private static final String PLAIN = "{\"id\": \"plain\", \"type\": \"websocket\", \"endpoint\": "
            + ConfigFile.ENDPOINT + ", \"auth\": {\"anonymous\": {\"type\": \"static\"}}}";

    @TempDir
    private Path directory;

    private CheckedConfig<NodeConfig> load(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("node.json"), text);
        return new ConfigLoader(Map.of()).load(file, NodeConfig.class, Unsupported.LEFT_OUT);
    }

    private static List<String> lines(CheckedConfig<NodeConfig> checked) {
        return checked.problems().stream()
                .map(problem -> problem.display().replaceFirst("^.*?node.json(:\\d+:\\d+)?: ", ""))
                .toList();
    }

    private List<String> transportsOf(String transports) throws IOException {
        CheckedConfig<NodeConfig> checked = load(ConfigFile.node(ConfigFile.REALM, transports));
        assertThat(checked.config()).as(lines(checked).toString()).isPresent();
        return checked.config().get().routers().get(0).transports().stream()
                .map(TransportConfig::id)
                .toList();
    }

    private RealmConfig.Role role(String role) throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", " + role + "}]}";
        CheckedConfig<NodeConfig> checked = load(ConfigFile.node(realm, PLAIN));
        return checked.config()
                .orElseThrow()
                .routers()
                .get(0)
                .realms()
                .get(0)
                .roles()
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"anonymous-proxy\": {\"type\": \"static\", \"principals\": {\"joe\": {\"salt\": \"${UNSET}\"}}}",
                "\"ticket\": {\"type\": \"function\", \"create\": \"a.b\"}",
                "\"cryptosign-proxy\": {}",
                "\"cryptosign\": {\"type\": \"static\", \"trustroots\": {}}",
                "\"anonymous-proxy\": {}",
                "\"anonymous\": {\"type\": \"static\"}, \"anonymous-proxy\": {}"
            })
    void a_transport_with_unsupported_authentication_is_left_out_as_a_whole(String method) throws IOException {
        String socket = ConfigFile.webSocketWith("\"auth\": {" + method + "}");
        String path = ConfigFile.pathsWith("\"/\": {\"type\": \"static\", \"directory\": \".\"},"
                + " \"ws\": {\"type\": \"websocket\", \"auth\": {" + method + "}}");
        assertThat(transportsOf(socket + "," + PLAIN + "," + path)).containsExactly("plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"type\": \"twisted\", \"server_string\": \"tcp:9000\"", "\"type\": \"onion\", \"port\": 9000"})
    void a_transport_with_an_unsupported_endpoint_is_left_out_as_a_whole(String endpoint) throws IOException {
        String socket = "{\"type\": \"websocket\", \"endpoint\": {" + endpoint + "}}";
        assertThat(transportsOf(socket + "," + PLAIN)).containsExactly("plain");
    }

    @Test
    void no_item_of_authentication_or_of_an_endpoint_is_left_out_without_its_transport() {
        assertThat(ForeignItems.all())
                .filteredOn(item -> item.kind() != Kind.COSMETIC)
                .filteredOn(item -> item.path().contains("auth") || item.path().contains("endpoint"))
                .hasSizeGreaterThan(10)
                .allMatch(item -> item.effect().extent() == Extent.TRANSPORT);
    }

    @Test
    void a_rule_with_a_payload_validation_allows_nothing_and_still_covers_its_uri() throws IOException {
        RealmConfig.Role role = role("\"permissions\": [{\"uri\": \"com.*\", \"allow\": {\"call\": true}},"
                + " {\"uri\": \"com.a\", \"allow\": {\"call\": true}, \"validate\": {\"call\": \"x\"}}]");
        List<PermissionSettings> rules = role.permissions().orElseThrow();
        assertThat(rules).extracting(PermissionSettings::uri).containsExactly("com.*", "com.a");
        assertThat(rules.get(0).allow().call()).isTrue();
        assertThat(rules.get(1).allow().call()).isFalse();
    }

    @Test
    void other_services_of_a_port_run_without_an_unsupported_one() throws IOException {
        String web = ConfigFile.pathsWith("\"call\": {\"type\": \"caller\"}, \"app\": {\"type\": \"wsgi\"},"
                + " \"ws\": {\"type\": \"websocket\"}");
        CheckedConfig<NodeConfig> checked = load(ConfigFile.node(ConfigFile.REALM, web));
        TransportConfig left =
                checked.config().orElseThrow().routers().get(0).transports().get(0);
        assertThat(((WebTransportConfig) left).paths()).containsOnlyKeys("ws");
        assertThat(lines(checked))
                .containsExactly(
                        "left out: $.workers[0].transports[0].paths.call: 'caller' is not supported yet (this web"
                                + " service) - remove the path",
                        "left out: $.workers[0].transports[0].paths.app: this node does not run Python code:"
                                + " transports[0].paths.app 'wsgi' (line 4) - serve it from an HTTP server behind a"
                                + " common proxy");
    }

    @Test
    void a_transport_without_a_supported_serializer_is_left_out() throws IOException {
        assertThat(transportsOf(ConfigFile.webSocketWith("\"serializers\": [\"ubjson\"]") + "," + PLAIN))
                .containsExactly("plain");
        String path = "\"ws\": {\"type\": \"websocket\", \"serializers\": [\"ubjson\", \"flatbuffers\"]}";
        assertThat(transportsOf(ConfigFile.pathsWith(path) + "," + PLAIN)).containsExactly("plain");
    }

    @Test
    void a_transport_is_left_out_with_its_last_path() throws IOException {
        String web = ConfigFile.pathsWith("\"call\": {\"type\": \"caller\"}, \"app\": {\"type\": \"path\", \"paths\":"
                + " {\"a\": {\"type\": \"path\", \"paths\": {\"hook\": {\"type\": \"webhook\"}}}}}");
        assertThat(transportsOf(web + "," + PLAIN)).containsExactly("plain");
    }

    @Test
    void nothing_else_is_said_of_what_is_left_out() throws IOException {
        String shared = "{\"type\": \"websocket\", \"debug\": true, \"serializers\": [\"ubjson\"], \"nonsense\": 1,\n"
                + "\"endpoint\": {\"type\": \"tcp\", \"port\": \"${UNSET}\"},"
                + " \"options\": {\"compression\": {}},\n\"auth\": {\"anonymous-proxy\": {}}}";
        CheckedConfig<NodeConfig> checked = load(ConfigFile.node(ConfigFile.REALM, shared + "," + PLAIN));
        assertThat(lines(checked))
                .singleElement()
                .asString()
                .startsWith("left out: $.workers[0].transports[0]: 'anonymous-proxy' (line 6) cannot be supported");
    }

    @Test
    void workers_and_components_of_python_are_left_out_with_a_line_each() throws IOException {
        CheckedConfig<NodeConfig> checked = load("{\"version\": 2, \"workers\": [{\"type\": \"container\", \"options\":"
                + " {\"pythonpath\": [\".\"]}, \"components\": [{\"type\": \"function\"}]},\n"
                + "{\"type\": \"router\", \"options\": {\"pythonpath\": [\".\"]}, \"components\": [{\"type\":"
                + " \"function\"}], \"realms\": [" + ConfigFile.REALM + "], \"transports\": [" + PLAIN + "]}]}");
        assertThat(lines(checked))
                .containsExactly(
                        "left out: $.workers[0].components[0]: this node does not run Python code: components[0]"
                                + " 'function' (line 1) - run it as a worker of type 'guest'",
                        "left out: $.workers[1].components[0]: this node does not run Python code: components[0]"
                                + " 'function' (line 2) - run it as a worker of type 'guest'");
        assertThat(checked.config().orElseThrow().workers())
                .extracting(NodeConfig.Worker::id)
                .as("a container without components stays, so that a component may be added")
                .containsExactly("worker001", "worker002");
    }

    @Test
    void a_configuration_of_which_no_transport_is_left_is_an_error() throws IOException {
        CheckedConfig<NodeConfig> checked = load(
                ConfigFile.node(ConfigFile.REALM, ConfigFile.webSocketWith("\"auth\": {\"anonymous-proxy\": {}}")));
        assertThat(checked.config()).isEmpty();
        assertThat(checked.problems(Severity.LEFT_OUT)).hasSize(1);
        assertThat(lines(checked))
                .contains("error: this node supports none of the transports, so no client could connect"
                        + " - replace the unsupported items of a transport");
    }

    @Test
    void a_mistake_in_the_rest_is_an_error() throws IOException {
        String text = ConfigFile.node(ConfigFile.REALM, PLAIN.replace("\"port\": 0", "\"port\": -1"))
                .replace("\"workers\": [", "\"workers\": [{\"type\": \"proxy\"}, ");
        CheckedConfig<NodeConfig> checked = load(text);
        assertThat(checked.config()).isEmpty();
        assertThat(checked.problems(Severity.ERROR)).singleElement().satisfies(error -> assertThat(error.jsonPath())
                .isEqualTo("$.workers[1].transports[0].endpoint.port"));
    }
}
