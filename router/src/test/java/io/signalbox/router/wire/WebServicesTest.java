package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.WampSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services on the paths of a web transport and of a universal one, as a configuration names them. */
class WebServicesTest {
    private static final String REALM =
            """
            {"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "", "match": "prefix",
              "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}""";

    private static final String ENDPOINT = "{\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0}";

    private static final String PATHS =
            """
            {"/": {"type": "static", "directory": "web"},
             "old": {"type": "redirect", "url": "https://example.org/new?a=1#b"},
             "info": {"type": "nodeinfo"},
             "about": {"type": "nodeinfo", "show_server_version": true},
             "data": {"type": "json", "value": {"a": [1, 2.50, "\\u00fc", null], "options": {}}},
             "quiet": {"type": "json", "value": "x", "options":
               {"prettify": true, "allow_cross_origin": false, "discourage_caching": true}},
             "pretty": {"type": "json", "value": {"a": {"b": 1}}, "options": {"prettify": true}},
             "app": {"type": "path", "paths": {
               "ws": {"type": "websocket"},
               "inner": {"type": "path", "paths": {"/": {"type": "json", "value": 1},
                 "two": {"type": "json", "value": 2}}}}}}""";

    @TempDir
    private Path directory;

    private Node node;

    @AfterEach
    void stop() {
        if (node != null) {
            node.stop();
        }
    }

    @Test
    void a_redirection_names_the_new_place() throws IOException {
        URI address = start(web(PATHS));
        assertThat(get(address, "/old"))
                .startsWith("HTTP/1.1 302 ")
                .contains("\r\nLocation: https://example.org/new?a=1#b\r\n");
        assertThat(get(address, "/old/below?x=1")).startsWith("HTTP/1.1 302 ");
    }

    @Test
    void a_json_document_is_the_value_of_the_configuration() throws IOException {
        URI address = start(web(PATHS));
        assertThat(get(address, "/data"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nContent-Type: application/json;charset=utf-8\r\n")
                .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
                .doesNotContain("Cache-Control")
                .endsWith("\r\n\r\n{\"a\":[1,2.50,\"\u00fc\",null],\"options\":{}}");
        assertThat(get(address, "/quiet"))
                .contains("\r\nCache-Control: no-store\r\n")
                .doesNotContain("Access-Control-Allow-Origin")
                .endsWith("\r\n\r\n\"x\"");
        assertThat(get(address, "/pretty").split("\r\n\r\n")[1].lines()).hasSize(5);
        assertThat(request(address, "HEAD", "/data"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
        assertThat(request(address, "POST", "/data"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD\r\n");
    }

    @Test
    void the_page_about_the_node_has_no_version_unless_asked_for() throws IOException {
        URI address = start(web(PATHS));
        assertThat(get(address, "/info"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nContent-Type: text/html;charset=utf-8\r\n", "<h1>Signalbox</h1>", "running since")
                .doesNotContain("Signalbox-", "9.8.7", directory.toString(), "realm1", System.getProperty("user.name"))
                .doesNotContain("pid", System.getProperty("java.version"));
        assertThat(get(address, "/about")).contains("<h1>Signalbox-9.8.7</h1>");
    }

    @ParameterizedTest
    @CsvSource({
        "/app, 404",
        "/app/, 404",
        "/app/other, 404",
        "/app/page.html, 404",
        "/app/ws, 200",
        "/app/ws/below, 200",
        "/app/inner, 200",
        "/app/inner/three, 200",
        "/app/inner/two, 200",
        "/apple, 404",
        "/page.html, 200",
        "/app/../page.html, 400"
    })
    void nested_paths_are_served_and_hide_the_service_of_the_shorter_path(String target, int status)
            throws IOException {
        Files.createDirectories(directory.resolve("web/app"));
        Files.writeString(directory.resolve("web/app/page.html"), "hidden");
        Files.writeString(directory.resolve("web/page.html"), "page");
        assertThat(get(start(web(PATHS)), target)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void the_root_of_a_nested_path_answers_for_what_no_other_key_takes() throws IOException {
        URI address = start(web(PATHS));
        assertThat(get(address, "/app/inner/three")).endsWith("\r\n\r\n1");
        assertThat(get(address, "/app/inner/two")).endsWith("\r\n\r\n2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "universal"})
    void a_client_joins_at_a_nested_path(String type) throws Exception {
        URI address = start(type.equals("web") ? web(PATHS) : universal(PATHS));
        assertThat(address.getPath()).isEqualTo("/app/ws");
        WampSocket peer = WampSocket.open("ws://127.0.0.1:" + address.getPort() + "/app/ws");
        peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
        assertThat(peer.next()).startsWith("[2,");
        assertThat(get(address, "/app/inner")).endsWith("\r\n\r\n1");
    }

    @Test
    void files_of_a_directory_that_comes_to_exist_are_served() throws IOException {
        URI address = start(web("{\"/\": {\"type\": \"static\", \"directory\": \"later\"}}"));
        assertThat(get(address, "/a.txt")).startsWith("HTTP/1.1 404 ");
        Files.createDirectory(directory.resolve("later"));
        Files.writeString(directory.resolve("later/a.txt"), "here");
        assertThat(get(address, "/a.txt"))
                .contains("\r\nCache-Control: public, max-age=43200\r\n")
                .endsWith("\r\n\r\nhere");
    }

    private static String web(String paths) {
        return "{\"type\": \"web\", \"endpoint\": " + ENDPOINT + ", \"paths\": " + paths + "}";
    }

    private static String universal(String paths) {
        return "{\"type\": \"universal\", \"endpoint\": " + ENDPOINT + ", \"rawsocket\": {}, \"web\": {\"paths\": "
                + paths + "}}";
    }

    private URI start(String transport) throws IOException {
        Path file = Files.writeString(
                directory.resolve("node.json"),
                "{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": [" + REALM + "], \"transports\": ["
                        + transport + "]}]}");
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        node = new NodeAssembly("Signalbox-9.8.7").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
        return URI.create(node.addresses().get(0));
    }

    private static String get(URI address, String target) throws IOException {
        return request(address, "GET", target);
    }

    private static String request(URI address, String method, String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
            socket.setSoTimeout(Patience.MILLIS);
            String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
