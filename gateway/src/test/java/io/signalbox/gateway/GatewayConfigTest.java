package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.connection.ConnectionItem;
import io.signalbox.gateway.connection.management.ManagementItem;
import io.signalbox.gateway.diagnostics.DiagnosticsItem;
import io.signalbox.gateway.httpwebsocket.HttpWebSocketItem;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.schema.ComponentKeys;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The items of the gateway in a configuration. */
class GatewayConfigTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("KEY_PASSWORD", "secret");
    private static final SchemaDocument SCHEMA = SchemaDocument.packed();

    @TempDir
    private Path directory;

    private List<String> problems(String paths) throws IOException {
        CheckedConfig<NodeConfig> checked = GatewayNode.load(directory, GatewayNode.config(paths), ENVIRONMENT);
        return checked.problems().stream()
                .map(problem -> problem.text() + " - " + problem.remedy())
                .toList();
    }

    private void assertProblem(String item, String problem) throws IOException {
        assertThat(problems("\"x\": {\"type\": \"websocket-reverseproxy\", " + item + "}"))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void hooks_and_topics_of_a_mediation_may_be_any_uri() throws IOException {
        String hooks =
                "\"dispatch\": {\"procedure\": \"com.Example.ein\u00e4\"}, \"fault\": {\"procedure\": \"com.Example.fault!\"},"
                        + " \"broadcast_level\": 1, \"broadcast_topic\": \"com.Example.all\", \"backend\": {\"url\": \"ws://a/\"}";
        String config = MediatedNode.config(", \"chat\": " + MediatedNode.item(hooks));
        assertThat(GatewayNode.load(directory, config, ENVIRONMENT).problems()).isEmpty();
        String wrong = config.replace("com.Example.all", "com..all");
        assertThat(GatewayNode.load(directory, wrong, ENVIRONMENT).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("broadcast_topic"));
    }

    @Test
    void every_key_has_its_component_and_every_component_its_key() {
        assertAgreement(ReverseProxyItem.class, SCHEMA.definition("reverseProxyPath"));
        assertAgreement(DiagnosticsItem.class, SCHEMA.definition("diagnosticsPath"));
        assertAgreement(HttpWebSocketItem.class, SCHEMA.definition("httpWebSocketPath"));
        assertAgreement(GatewayOptions.class, SCHEMA.definition("gatewayOptions"));
        assertAgreement(ConnectionItem.class, SCHEMA.definition("websocketConnection"));
        assertAgreement(ManagementItem.class, SCHEMA.definition("realmManagement"));
    }

    static void assertAgreement(Type type, JsonNode reference) {
        JsonNode rules = SCHEMA.resolved(reference);
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == Map.class) {
                return;
            }
            Type argument = generic.getActualTypeArguments()[0];
            assertAgreement(argument, generic.getRawType() == List.class ? rules.path("items") : rules);
        } else if (type instanceof Class<?> plain && plain.isSealed()) {
            for (JsonNode choice : rules.path("allOf")) {
                String value = choice.at("/if/properties/type/const").asText();
                assertAgreement(RecordBinder.variant(plain, value), choice.path("then"));
            }
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            Set<String> left = new TreeSet<>(SchemaDocument.names(rules.path("properties")));
            left.remove("type");
            if (plain != ConnectionItem.class) {
                // The router authenticates the clients of an item.
                left.removeAll(List.of("auth", "cookie"));
            }
            bind(plain, rules, left);
            assertThat(left).as("keys without a component of %s", plain).isEmpty();
        }
    }

    private static void bind(Class<?> type, JsonNode rules, Set<String> left) {
        for (RecordComponent component : type.getRecordComponents()) {
            Optional<String> key =
                    ComponentKeys.keyOf(component.getName(), SchemaDocument.names(rules.path("properties")));
            if (key.isPresent()) {
                assertThat(left.remove(key.get())).as("%s", component).isTrue();
                assertAgreement(
                        component.getGenericType(), rules.path("properties").path(key.get()));
            } else {
                assertThat(component.getType().isRecord())
                        .as("%s has a key", component)
                        .isTrue();
                bind(component.getType(), rules, left);
            }
        }
    }

    @Test
    void a_complete_item_has_no_problem() throws IOException {
        assertThat(
                        problems(
                                """
                        "x/y/z.1": {"type": "websocket-reverseproxy", "id": "proxy1", "accept": "before-backend",
                          "forward_headers": ["authorization", "x-*"], "connect_timeout": 5000, "idle_timeout": 0,
                          "backend": {"type": "websocket", "url": "wss://example.com/ws?token=1", "endpoint": {
                            "type": "tcp", "host": "::1", "port": 443, "version": 6, "timeout": 5, "tls": {
                              "hostname": "example.com", "ca_certificates": ["ca.pem"], "key": "key.pem",
                              "certificate": "cert.pem", "chain_certificates": [], "key_password": "${KEY_PASSWORD}"}}},
                          "options": {"allowed_origins": ["https://*"], "allow_null_origin": false,
                            "external_port": 443, "show_server_version": true, "max_connections": 10,
                            "max_frame_size": 0, "max_message_size": 1099511627776, "close_handshake_timeout": 1000,
                            "write_timeout": 0, "auto_ping_interval": 0, "auto_ping_timeout": 0,
                            "auto_ping_size": 125, "auto_ping_restart_on_any_traffic": false}}
                        """))
                .isEmpty();
    }

    @Test
    void complete_routes_have_no_problem() throws IOException {
        assertThat(
                        problems(
                                """
                        "gw": {"type": "websocket-reverseproxy", "accept": "after-backend", "subprotocols": ["a"],
                          "subprotocol_mismatch": "plain", "routes": [{"service": "orders.v1", "match": "/{service}/*/**",
                            "path": "/stomp", "balance": "random", "connect_attempts": 1, "connect_backoff": 0,
                            "idle_timeout": 1000, "backends": [
                              {"url": "wss://a:1/x", "tls": {"hostname": "b"}}, {"url": "ws://b"}]}]},
                        "application/websockets": {"type": "websockets", "enabled": "always", "limit": 5}
                        """))
                .isEmpty();
    }

    @Test
    void every_option_of_a_backend_has_no_problem() throws IOException {
        assertThat(
                        problems(
                                """
                        "x": {"type": "websocket-reverseproxy", "options": {"auto_fragment_size": 65536,
                          "fail_by_drop": true, "tcp_nodelay": false}, "backend": {"url": "ws://a/", "options": {
                          "max_frame_size": 1, "max_message_size": 1, "auto_fragment_size": 65536, "fail_by_drop": true,
                          "tcp_nodelay": false, "open_handshake_timeout": 2500, "close_handshake_timeout": 1000,
                          "write_timeout": 0, "auto_ping_interval": 10000, "auto_ping_timeout": 5000,
                          "auto_ping_size": 125, "auto_ping_restart_on_any_traffic": false,
                          "compression": {"deflate": {"request_no_context_takeover": true}}}}}
                        """))
                .isEmpty();
    }

    @Test
    void options_of_crossbar_that_a_relay_does_not_have_are_worth_a_warning() throws IOException {
        String item =
                """
                "x": {"type": "websocket-reverseproxy", "url": "ws://localhost:8080/x",
                  "backend": {"url": "ws://a/", "options": {"auto_ping_interval": 10000, "auto_ping_size": 4,
                    "allowed_origins": ["*"], "echo_close_codereason": true, "enable_webstatus": false,
                    "require_websocket_subprotocol": true, "validate_utf8": false}},
                  "options": {"auto_ping_interval": 10000, "open_handshake_timeout": 2500,
                    "echo_close_codereason": true, "enable_webstatus": true, "require_websocket_subprotocol": false,
                    "compression": {"deflate": {"memory_level": 7}}}}
                """;
        String close = "'echo_close_codereason' has no effect: a close frame passes to the other side with its code and"
                + " reason, and so does the answer - remove the key";
        String page = "'enable_webstatus' has no effect: a request that is no WebSocket handshake is answered with 426,"
                + " without a page - remove the key";
        String subprotocol = "'require_websocket_subprotocol' has no effect: the backend decides on the subprotocol -"
                + " remove the key, and name the permitted ones in 'subprotocols' of the service";
        assertThat(problems(item))
                .containsExactlyInAnyOrder(
                        "'url' has no effect: clients choose the URL - remove it",
                        "'allowed_origins' has no effect: it is an option for clients - move the key to 'options' of"
                                + " the service",
                        "is below the minimum of 12, which applies - write 12",
                        close,
                        page,
                        subprotocol,
                        "'validate_utf8' has no effect: this node always checks UTF-8 - remove it",
                        "'open_handshake_timeout' has no effect: the WebSocket services of the port set the time for"
                                + " the request of a client - move the key to 'options' of 'backend' for the handshake"
                                + " with the backend",
                        close,
                        page,
                        subprotocol,
                        "'memory_level' has no effect: the JDK compresses with a window of 15 bits and memory level 8"
                                + " only - remove the key");
        assertThat(GatewayNode.load(directory, GatewayNode.config(item), ENVIRONMENT)
                        .config())
                .isPresent();
    }

    @Test
    void mistakes_are_named_with_their_remedy() throws IOException {
        assertProblem("\"id\": \"proxy1\"", "'backend' is missing - add it");
        assertProblem("\"backend\": {}", "the backend has no address - add 'url'");
        assertProblem("\"backend\": {\"url\": \"http://a/\"}", "ws://host:port/path");
        assertProblem("\"backend\": {\"url\": \"ws://a_b:70000/\"}", "names no host and port");
        assertProblem(
                "\"backend\": {\"url\": \"ws://a/\", \"endpoint\": {\"type\": \"tcp\", \"host\": \"a\", \"port\": 1,"
                        + " \"tls\": {}}}",
                "begin the URL with wss");
        assertProblem(
                "\"backend\": {\"url\": \"wss://a/\", \"endpoint\": {\"type\": \"unix\", \"path\": \"s\"}}",
                "a Unix domain socket has no TLS");
        assertProblem(
                "\"backend\": {\"endpoint\": {\"type\": \"tcp\", \"host\": \"a\", \"port\": 1, \"tls\":"
                        + " {\"key\": \"k\"}}}",
                "'key' and 'certificate' belong together");
        assertProblem(
                "\"options\": {\"backend_compression\": {}}, \"backend\": {\"url\": \"ws://a/\", \"options\":"
                        + " {\"compression\": {}}}",
                "'backend_compression' of the service says the same - remove one of the two keys");
        assertProblem("\"routes\": []", "'backend' is missing - add it");
        String route = "\"routes\": [{\"service\": \"a\", \"backends\": [{\"url\": \"ws://a\"}]%s}]";
        assertProblem(route.formatted(", \"match\": \"/**/x\""), "has '**' in front of its end");
        assertProblem(route.formatted(", \"match\": \"x\""), "does not begin with a slash");
        assertProblem(route.formatted("") + ", \"backend\": {\"url\": \"ws://a\"}", "the item has a backend as well");
    }

    @Test
    void an_http_websocket_with_every_key_has_no_problem() throws IOException {
        assertThat(
                        problemsOfHttp(
                                """
                        "id": "http1", "realm": "realm1", "role": "esb", "active": true, "connect": "lazy", "status": 200,
                        "status_when_down": 502, "outflow": {"procedure": "esb.answer", "timeout": 1000},
                        "fault": {"procedure": "esb.fault", "timeout": 1000}, "max_body": 0, "body_timeout": 1000,
                        "buffer": {"max_bytes": 1024}, "methods": ["POST", "PUT", "PATCH"], "connect_timeout": 1000,
                        "write_timeout": 0, "ping_interval": 0, "auth": {"ticket": {"type": "static", "principals": {
                          "ann": {"ticket": "${KEY_PASSWORD}", "role": "esb"}}}}, "backend": {"url": "wss://a/x?y=1",
                          "content_type": "text/xml", "tls": {"hostname": "b"}, "headers": {"X-Key": "k"},
                          "http_proxy": {"host": "p", "port": 3128, "user": "u", "password": "${KEY_PASSWORD}"},
                          "max_message_size": 1}
                        """))
                .isEmpty();
    }

    private List<String> problemsOfHttp(String item) throws IOException {
        String config =
                """
                {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "esb", "permissions": []}]}],
                  "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                    "paths": {"x": {"type": "http-websocket", %s}}}]}]}
                """;
        return GatewayNode.load(directory, config.formatted(item), ENVIRONMENT).problems().stream()
                .map(problem -> problem.text() + " - " + problem.remedy())
                .toList();
    }

    @Test
    void mistakes_of_an_http_websocket_are_named_with_their_remedy() throws IOException {
        String backend = "\"backend\": {\"url\": \"ws://a/\"%s}";
        Map<String, String> mistakes = Map.ofEntries(
                Map.entry("\"id\": \"http1\"", "'backend' is missing"),
                Map.entry("\"backend\": {\"url\": \"http://a/\"}", "ws://host:port/path"),
                Map.entry("\"backend\": {\"url\": \"ws://a:70000/\"}", "names no WebSocket server"),
                Map.entry(backend.formatted(", \"tls\": {}"), "begin the URL with wss"),
                Map.entry(backend.formatted(", \"headers\": {\"Host\": \"b\"}"), "is not a valid key here"),
                Map.entry(
                        backend.formatted(", \"headers\": {\"X-A\": \"b\\r\\nX-B: c\"}"), "a text without line breaks"),
                Map.entry(
                        backend.formatted(", \"http_proxy\": {\"host\": \"p\", \"port\": 1, \"user\": \"u\"}"),
                        "'user' and 'password' belong together"),
                Map.entry(
                        backend.formatted("") + ", \"outflow\": {\"topic\": \"a.b\"}",
                        "'outflow' and 'fault' have no realm"),
                Map.entry(backend.formatted("") + ", \"role\": \"esb\"", "'realm' and 'role' belong together"),
                Map.entry(
                        backend.formatted("") + ", \"realm\": \"realm1\", \"role\": \"esb\"",
                        "has no effect without 'outflow' and 'fault'"),
                Map.entry(
                        backend.formatted("")
                                + ", \"realm\": \"realm1\", \"role\": \"other\", \"outflow\": {\"topic\": \"a\"}",
                        "the realm 'realm1' has no role 'other'"),
                Map.entry(
                        backend.formatted("") + ", \"realm\": \"realm1\", \"role\": \"esb\", \"outflow\": {}",
                        "either a procedure or a topic"),
                Map.entry(backend.formatted("") + ", \"auth\": {}", "must not be empty"),
                Map.entry(backend.formatted("") + ", \"auth\": {\"wampcra\": {}}", "wampcra"),
                Map.entry(
                        backend.formatted("") + ", \"auth\": {\"cookie\": {\"type\": \"static\"}}",
                        "no client gets a cookie here"),
                Map.entry(
                        backend.formatted("")
                                + ", \"auth\": {\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"a.b\"}}",
                        "'authenticator-realm' is missing"));
        mistakes.forEach((item, problem) -> {
            try {
                assertThat(problemsOfHttp(item))
                        .as(item)
                        .singleElement()
                        .asString()
                        .contains(problem);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void a_key_has_at_most_eight_valid_segments_and_no_path_has_two_services() throws IOException {
        String backend = "{\"type\": \"websocket-reverseproxy\", \"backend\": {\"url\": \"ws://a/\"}}";
        for (String key : List.of("a/../b", ".", "a//b", "/a", "a/", "a b", "1/2/3/4/5/6/7/8/9", "x".repeat(65))) {
            assertThat(problems("\"" + key + "\": " + backend))
                    .as(key)
                    .singleElement()
                    .asString()
                    .contains("is not a valid key here");
        }
        assertThat(problems(
                        "\"a/b\": " + backend + ", \"a\": {\"type\": \"path\", \"paths\": {\"b\": " + backend + "}}"))
                .singleElement()
                .asString()
                .contains("the path /a/b has another service already");
    }

    @Test
    void the_origins_of_a_mediation_with_login_cookies_are_named_by_a_key_of_the_item() throws IOException {
        String item = "\"x\": {\"type\": \"websocket-mediation\", \"realm\": \"realm1\", \"role\": \"anonymous\","
                + " \"dispatch\": {\"procedure\": \"esb.in\"}, %s\"cookie\": {}, \"auth\": {\"cookie\": {}, \"ticket\":"
                + " {\"type\": \"static\", \"principals\": {\"joe\": {\"ticket\": \"${KEY_PASSWORD}\"}}}}}";
        assertThat(problems(item.formatted("")))
                .filteredOn(problem -> problem.contains("a page of any site"))
                .singleElement()
                .asString()
                .endsWith(" - list the origins of your own pages in 'allowed_origins' of the item");
        assertThat(problems(item.formatted("\"allowed_origins\": [\"https://example.com\"], ")))
                .noneMatch(problem -> problem.contains("origin"));
    }
}
