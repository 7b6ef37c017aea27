package io.signalbox.router.config;

import static io.signalbox.router.config.ConfigForms.NO_VERSION;
import static io.signalbox.router.config.ConfigForms.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations in the styles of those that are published for Crossbar.io: each mistake has one message, the rest has none. */
class PublicConfigStylesTest {
    private static final String KEY = "545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122";
    private static final String OTHERS = "use 'ticket', 'wampcra' or 'cryptosign' instead";

    @TempDir
    private Path directory;

    private ConfigForms forms;

    @BeforeEach
    void use_the_directory() throws IOException {
        forms = new ConfigForms(directory);
    }

    private List<String> problems(String text) throws IOException {
        return forms.problems(text);
    }

    private List<String> problemsOf(String transports) throws IOException {
        return forms.problemsOf(transports);
    }

    @Test
    void files_and_a_websocket_on_one_port() throws IOException {
        assertThat(
                        problemsOf(
                                """
                        {"type": "web", "endpoint": {"type": "tcp", "port": "$PORT", "backlog": 1024}, "paths": {
                          "/": {"type": "static", "directory": "web", "options": {"enable_directory_listing": false}},
                          "ws": {"type": "websocket", "url": "ws://localhost:8080/ws", "debug": false,
                            "serializers": ["cbor", "msgpack", "json", "ubjson"],
                            "options": {"allowed_origins": ["*"], "allow_null_origin": true,
                              "enable_webstatus": true, "max_frame_size": 1048576, "max_message_size": 1048576,
                              "open_handshake_timeout": 2500, "close_handshake_timeout": 1000,
                              "auto_ping_interval": 10000, "auto_ping_timeout": 5000, "auto_ping_size": 4},
                            "auth": {"anonymous": {"type": "static", "role": "anonymous"}}}}}
                        """))
                .containsExactly(
                        "warning: " + T + "paths.ws.url: 'url' has no effect: clients choose the URL" + " - remove it",
                        "warning: " + T + "paths.ws.serializers[3]: 'ubjson' has no effect: this node does not"
                                + " speak the format - remove it",
                        "warning: " + T + "paths.ws.options.auto_ping_size: is below the minimum of 12, which"
                                + " applies - write 12",
                        "warning: " + T + "paths.ws.auth.anonymous: " + ConfigForms.OPEN);
    }

    @Test
    void authentication_by_ticket_or_secret() throws IOException {
        for (String method : List.of("ticket", "cryptosign")) {
            assertThat(problemsOf(
                            """
                            {"type": "websocket", "endpoint": {"type": "tcp", "port": 9000, "interface": "127.0.0.1"},
                             "auth": {"anonymous": {"type": "static"},
                              "%s": {"type": "static", "principals": {"joe": {%s, "role": "frontend"}}}}}
                            """
                                    .formatted(
                                            method,
                                            method.equals("ticket")
                                                    ? "\"ticket\": \"${SECRET}\""
                                                    : "\"authorized_keys\": [\"" + KEY + "\"]")))
                    .isEmpty();
        }
    }

    @Test
    void an_authenticator_and_cookies_beside_anonymous() throws IOException {
        assertThat(
                        problemsOf(
                                """
                        {"type": "web", "endpoint": {"type": "tcp", "port": 8080}, "paths": {"ws": {
                          "type": "websocket", "cookie": {"store": {"type": "file", "filename": "cookies"}},
                          "auth": {"anonymous": {"type": "static", "role": "frontend"},
                            "wampcra": {"type": "dynamic", "authenticator": "com.example.authenticate"},
                            "cookie": {}}}}}
                        """))
                .containsExactly(
                        "warning: " + T + "paths.ws.auth: the endpoint is open to the network and has no TLS: whoever"
                                + " reads the traffic can guess secrets and take over sessions, and whoever reads the"
                                + " traffic can log in with the cookies of others - add 'tls' to the endpoint, or bind"
                                + " 'interface' to 127.0.0.1 behind a proxy with TLS",
                        "warning: " + T + "paths.ws.auth.cookie: a page of any site may connect with the cookie of its"
                                + " visitor, because 'allowed_origins' is [\"*\"] - list the origins of your own pages"
                                + " in 'allowed_origins' of 'options'");
    }

    @Test
    void components_in_routers_and_containers_and_guests() throws IOException {
        assertThat(
                        problems(
                                """
                        {"version": 2, "workers": [
                         {"type": "router", "options": {"pythonpath": [".."]},
                          "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": []}]}],
                          "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 8080},
                            "auth": {"anonymous": {"type": "static"}}}],
                          "components": [{"type": "class", "classname": "a.B", "realm": "realm1"}]},
                         {"type": "container", "options": {"pythonpath": [".."]}, "components": [
                           {"type": "class", "classname": "a.B", "realm": "realm1",
                            "transport": {"type": "websocket", "url": "ws://127.0.0.1:8080/ws",
                              "endpoint": {"type": "tcp", "host": "127.0.0.1", "port": 8080}}}]},
                         {"type": "guest", "executable": "sh", "arguments": ["a.js"], "options": {"workdir": ".",
                           "watch": {"directories": ["."], "action": "restart"}}}]}
                        """))
                .containsExactly(
                        "error: $.workers[0]: this node does not run Python code: components[0] 'a.B' (line #)"
                                + guest("ws://127.0.0.1:8080/"),
                        "error: $.workers[1]: this node does not run Python code: components[0] 'a.B' (line #)"
                                + guest("ws://127.0.0.1:8080/ws"));
    }

    private static String guest(String url) {
        return " - add this worker, which runs the component with autobahn: {\"type\":\"guest\",\"executable\":\"python3\","
                + "\"arguments\":[\"-c\",\"from autobahn.twisted.wamp import ApplicationRunner\\n"
                + "from a import B as make\\nApplicationRunner('" + url
                + "', 'realm1').run(make)\"],\"options\":{\"env\":{\"vars\":{\"PYTHONPATH\":"
                + "\"..\"}}}}; for a class in Java, add its jar to 'classpath' of the component";
    }

    @Test
    void other_transports_and_endpoints() throws IOException {
        assertThat(
                        problemsOf(
                                """
                        {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 8081}, "serializers": ["cbor"],
                         "options": {"max_message_size": 1048576}},
                        {"type": "universal", "endpoint": {"type": "tcp", "port": 8080}, "rawsocket": {},
                         "websocket": {"ws": {"type": "websocket"}}, "web": {"paths": {"/": {"type": "nodeinfo"}}}},
                        {"type": "websocket", "endpoint": {"type": "unix", "path": "$DIR/x.sock"}},
                        {"type": "mqtt", "endpoint": {"type": "tcp", "port": 1883}, "options": {"realm": "realm1"}}
                        """))
                .containsExactly(
                        "warning: $.workers[0].transports[0]: every client that reaches this port may join as"
                                + " 'anonymous' - add 'auth' with 'anonymous' if that is meant, or bind 'interface' to"
                                + " 127.0.0.1",
                        "warning: $.workers[0].transports[1].rawsocket: every client that reaches this port may join"
                                + " as 'anonymous' - add 'auth' with 'anonymous' if that is meant, or bind 'interface'"
                                + " to 127.0.0.1",
                        "error: $.workers[0].transports[3].type: 'mqtt' is not supported yet (MQTT) - use type"
                                + " 'websocket' or 'web'");
    }

    @Test
    void tls_and_compression() throws IOException {
        Map<String, String> files = Map.of("k.pem", "node.key", "c.pem", "node.crt", "ca.pem", "node.crt");
        for (Map.Entry<String, String> file : files.entrySet()) {
            try (InputStream in = PublicConfigStylesTest.class.getResourceAsStream("/tls/" + file.getValue())) {
                Files.write(directory.resolve(file.getKey()), in.readAllBytes());
            }
        }
        assertThat(
                        problemsOf(
                                """
                        {"type": "web", "endpoint": {"type": "tcp", "port": 443, "tls": {"key": "k.pem",
                            "certificate": "c.pem", "chain_certificates": ["ca.pem"], "dhparam": "dh.pem",
                            "ca_certificates": ["ca.pem"], "ciphers": "ECDHE"}},
                         "options": {"hsts": true, "hsts_max_age": 31536000}, "paths": {"ws": {"type": "websocket",
                          "auth": {"anonymous": {"type": "static", "role": "anonymous"},
                            "tls": {"type": "static", "principals": {"joe": {"role": "frontend", "certificate-sha1":
                              "B6:E5:E6:F2:2A:86:DB:3C:DC:9F:51:42:58:39:9B:14:92:5D:A1:EB"}}}},
                          "options": {"auto_fragment_size": 65536, "fail_by_drop": true,
                            "echo_close_codereason": true,
                            "compression": {"deflate": {"request_no_context_takeover": false,
                              "request_max_window_bits": 13, "no_context_takeover": false, "max_window_bits": 13,
                              "memory_level": 7}}}}}}
                        """))
                .containsExactly(
                        "warning: " + T + "endpoint.tls.dhparam: 'dhparam' has no effect: the JVM has Diffie-Hellman"
                                + " groups of its own - remove it",
                        "warning: " + T + "paths.ws.auth.anonymous: " + ConfigForms.OPEN,
                        "warning: " + T + "paths.ws.options.compression.deflate: 'max_window_bits' and 'memory_level'"
                                + " have no effect: the JDK compresses with a window of 15 bits and memory"
                                + " level 8 only - remove both keys");
    }

    @Test
    void web_services() throws IOException {
        for (String service : List.of("publisher", "caller", "webhook")) {
            assertThat(problemsOf(
                            """
                            {"type": "web", "endpoint": {"type": "tcp", "port": 8080}, "paths": {
                              "/": {"type": "static", "directory": "web"},
                              "x": {"type": "%s", "realm": "realm1", "role": "anonymous", "value": {},
                                "options": {"key": "k", "secret": "${SECRET}"}, "paths": {"y": {"type": "wsgi"}}}}}
                            """
                                    .formatted(service)))
                    .containsExactly("error: " + T + "paths.x.type: '" + service
                            + "' is not supported yet (this web service) - remove the path");
        }
    }

    @Test
    void version_1_with_flags_beside_the_uri() throws IOException {
        assertThat(
                        problems(
                                """
                        {"workers": [{"type": "router", "realms": [{"name": "realm1", "roles": [{"name": "anonymous",
                          "permissions": [{"uri": "com.*", "publish": true, "subscribe": true, "call": true,
                            "register": false}]}]}],
                         "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 8080},
                           "auth": {"anonymous": {"type": "static"}}}]}]}
                        """))
                .containsExactly(NO_VERSION);
    }

    @Test
    void realms_with_history_statistics_and_an_authorizer() throws IOException {
        assertThat(
                        problems(
                                """
                        {"version": 2, "workers": [{"type": "router", "realms": [{"name": "realm1",
                          "roles": [{"name": "anonymous", "authorizer": "com.example.authorize"}],
                          "store": {"type": "memory", "limit": 1000, "event-history": [
                            {"uri": "com.example.oncounter", "limit": 10000},
                            {"uri": "com.example.", "match": "prefix", "limit": 10}]},
                          "stats": {"rated_message_size": 512, "trigger_on_leave": true}}],
                         "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 8080},
                           "auth": {"anonymous": {"type": "static"}}}]}]}
                        """))
                .containsExactly(
                        "error: $.workers[0].realms[0].stats: 'stats' is not supported yet (traffic statistics)"
                                + " - remove it");
    }
}
