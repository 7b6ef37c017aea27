package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.WampSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration with the items that {@code crossbar init} writes into {@code .crossbar/config.json}. */
class CrossbarInitTest {
    private static final String CONFIG =
            """
            {
              "$schema": "https://example.org/crossbar.json",
              "version": 2,
              "controller": {},
              "workers": [{
                "type": "router",
                "realms": [{
                  "name": "realm1",
                  "roles": [{
                    "name": "anonymous",
                    "permissions": [{
                      "uri": "", "match": "prefix",
                      "allow": {"call": true, "register": true, "publish": true, "subscribe": true},
                      "disclose": {"caller": false, "publisher": false},
                      "cache": true
                    }]
                  }]
                }],
                "transports": [
                  {
                    "type": "rawsocket",
                    "endpoint": {"type": "tcp", "port": 8081, "backlog": 1024},
                    "options": {"max_message_size": 1048576},
                    "serializers": ["cbor", "msgpack", "json"]
                  },
                  {
                    "type": "web",
                    "endpoint": {"type": "tcp", "port": 8080, "backlog": 1024},
                    "paths": {
                      "/": {"type": "static", "directory": "../web", "options": {"enable_directory_listing": true}},
                      "ws": {
                        "type": "websocket",
                        "serializers": ["cbor", "msgpack", "json"],
                        "options": {
                          "allowed_origins": ["*"], "allow_null_origin": true, "enable_webstatus": false,
                          "max_frame_size": 1048576, "max_message_size": 1048576, "auto_fragment_size": 65536,
                          "fail_by_drop": true, "open_handshake_timeout": 2500, "close_handshake_timeout": 1000,
                          "auto_ping_interval": 10000, "auto_ping_timeout": 5000, "auto_ping_size": 12,
                          "compression": {"deflate": {
                            "request_no_context_takeover": false, "request_max_window_bits": 13,
                            "no_context_takeover": false, "max_window_bits": 13, "memory_level": 5
                          }}
                        }
                      },
                      "info": {"type": "nodeinfo"}
                    }
                  }
                ]
              }]
            }
            """;

    private static final String HELLO = "[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{}}}]";

    @TempDir
    private Path directory;

    @Test
    void it_has_no_error() throws IOException {
        CheckedConfig<NodeConfig> checked = load(CONFIG);
        assertThat(checked.config()).isPresent();
        assertThat(checked.problems()).allMatch(problem -> problem.severity() == Severity.WARNING);
    }

    /** With free ports, and otherwise as it is written. */
    @Test
    void each_of_its_services_runs() throws Exception {
        Files.createDirectory(directory.resolve("web"));
        Files.writeString(directory.resolve("web/README.md"), "files of the web");
        String text = CONFIG.replaceAll("\"port\": \\d+", "\"port\": 0");
        Node node =
                new NodeAssembly("Signalbox-test").assemble(load(text).config().orElseThrow());
        try {
            assertThat(node.start()).isTrue();
            assertJoinsOverRawSocket(port(node.addresses().get(0)));
            int web = port(node.addresses().get(1));
            WampSocket peer = WampSocket.open("ws://127.0.0.1:" + web + "/ws");
            peer.send(HELLO);
            assertThat(peer.next()).startsWith("[2,");
            assertThat(get(web, "/")).startsWith("HTTP/1.1 200 ").contains("<a href=\"README.md\">");
            assertThat(get(web, "/README.md")).endsWith("\r\n\r\nfiles of the web");
            assertThat(get(web, "/info")).startsWith("HTTP/1.1 200 ").contains("text/html", "Signalbox");
            assertThat(get(web, "/ws")).startsWith("HTTP/1.1 426 ");
        } finally {
            node.stop();
        }
    }

    private CheckedConfig<NodeConfig> load(String text) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(".crossbar"));
        Path file = Files.writeString(folder.resolve("config.json"), text);
        return new ConfigLoader(Map.of()).load(file, NodeConfig.class);
    }

    private static int port(String address) {
        return URI.create(address).getPort();
    }

    private static void assertJoinsOverRawSocket(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(Patience.MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] hello = HELLO.getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(new byte[] {0x7F, (byte) 0xF1, 0, 0, 0, 0, 0, (byte) hello.length});
            socket.getOutputStream().write(hello);
            assertThat(in.readInt()).as("1 MiB and JSON").isEqualTo(0x7FB10000);
            byte[] welcome = new byte[in.readInt()];
            in.readFully(welcome);
            assertThat(new String(welcome, StandardCharsets.UTF_8)).startsWith("[2,");
        }
    }

    private static String get(int port, String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(Patience.MILLIS);
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
