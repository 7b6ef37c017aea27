package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.Reply;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples with outgoing connections, with servers on free ports. */
class ConnectionExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "config-examples", "gateway");

    @TempDir
    private Path directory;

    private Node start(String name, int feedPort, String peerPort) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name))
                .replaceAll("\"port\": \\d+", "\"port\": 0")
                .replace("127.0.0.1:9000", "127.0.0.1:" + feedPort)
                .replace("127.0.0.1:8081", "127.0.0.1:" + peerPort);
        Path file = Files.writeString(directory.resolve(name), text);
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        assertThat(checked.problems()).isEmpty();
        Node node = new NodeAssembly("Signalbox-test", Map.of())
                .assemble(checked.config().orElseThrow());
        node.start();
        return node;
    }

    private static WampClient join(Node node) {
        WampClient client =
                WampClient.builder(node.addresses().get(0), "realm1").build();
        client.connect();
        return client;
    }

    @Test
    @SuppressWarnings("try") // closed in the middle of the test
    void the_recipes_receive_send_invoke_and_hook() throws Exception {
        Node other = start("connection-peer.json", 1, "1");
        String address = other.addresses().get(0);
        try (WebSocketServer server = new WebSocketServer();
                WampClient remote = join(other)) {
            String port = address.replaceAll(".*:(\\d+)/.*", "$1");
            Node node = start("connection.json", server.port(), port);
            try (WampClient client = join(node);
                    RawPeer peer = server.accept()) {
                WampSession session = client.session();
                BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
                BlockingQueue<JsonNode> hooks = new LinkedBlockingQueue<>();
                session.subscribe("app.feed", event -> events.add(event.kwargs()));
                session.register("app.hook", call -> hooks.add(call.kwargs()));
                Patience.await()
                        .ignoreException(WampException.class)
                        .until(() -> session.call("ws.feed.send", "My message") != null);
                assertThat(peer.read().text()).isEqualTo("My message");
                peer.sendText("tick");
                assertThat(next(events).path("data").asText()).isEqualTo("tick");
                peer.endOutput();
                server.accept().close();
                assertThat(next(hooks).path("connection").asText()).isEqualTo("feed");
                remote.session().register("com.example.echo", call -> Reply.of()
                        .with("elem1", call.kwarg("elem1", String.class)));
                Map<String, Object> request =
                        Map.of("service", "com.example.echo", "request", Map.of("elem1", "value1"));
                Patience.await().ignoreException(WampException.class).until(() -> session.call(
                                "ws.peer.invoke", request)
                        .kwargs()
                        .path("elem1")
                        .asText()
                        .equals("value1"));
                JsonNode list = session.call("signalbox.connection.list").args().path(0);
                assertThat(list.findValuesAsText("name")).containsExactly("Price feed", "peer");
            } finally {
                node.stop();
            }
        } finally {
            other.stop();
        }
    }

    @Test
    void the_recipe_of_the_channel() throws Exception {
        Node node = start("connection.json", 1, "1");
        try (WampClient client = join(node);
                RawPeer browser = RawPeer.dial(URI.create(node.addresses().get(0)))) {
            client.session()
                    .register(
                            "app.channel",
                            call -> call.kwarg("type", String.class).equals("message")
                                    ? "got " + call.kwarg("data", String.class)
                                    : null);
            assertThat(browser.request("/channel")).startsWith("HTTP/1.1 101");
            browser.sendText("tick");
            assertThat(browser.read().text()).isEqualTo("got tick");
        } finally {
            node.stop();
        }
    }

    private static JsonNode next(BlockingQueue<JsonNode> queue) throws InterruptedException {
        JsonNode next = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
