package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.component.ComponentJar;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.realm.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Components of a node, as its clients see them. */
@Timeout(2 * Patience.SECONDS)
class ComponentNodeTest {
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [
                  {"uri": "", "match": "prefix", "allow": {"call": true, "subscribe": true}},
                  {"uri": "wamp.", "match": "prefix", "allow": {"call": true}},
                  {"uri": "signalbox.node.counters", "allow": {"call": true}}]},
                {"name": "backend", "permissions": [
                  {"uri": "com.", "match": "prefix", "allow": {"register": true, "publish": true}}]}]}],
              "components": [
                {"id": "broken", "type": "class", "classname": "app.None", "classpath": ["app.jar"], "realm": "realm1"},
                {"id": "adder", "type": "class", "classname": "app.Adder", "classpath": ["app.jar"], "realm": "realm1",
                 "role": "backend", "extra": {"add": 100}}],
              "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {"anonymous": {"type": "static"}}}]}]}
            """;

    private static final String ADDER =
            """
            package app;
            import io.signalbox.client.*;
            public class Adder implements Component {
                private ComponentContext context;
                public void start(ComponentContext given) {
                    context = given;
                    context.session().register("com.example.add", call -> {
                        int sum = call.arg(0, Integer.class) + call.arg(1, Integer.class) + given.extra().get("add").asInt();
                        given.session().publish("com.example.added", sum);
                        return sum;
                    });
                }
                public void stop() {
                    context.session().newPublication("com.example.stops").acknowledge();
                }
            }
            """;

    @TempDir
    private Path directory;

    private Node node;

    @BeforeEach
    void start() throws IOException {
        ComponentJar.of(directory, "app", Map.of("app.Adder", ADDER));
        start(CONFIG);
    }

    private void start(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("node.json"), text);
        node = new NodeAssembly("test")
                .assemble(new ConfigLoader(Map.of())
                        .load(file, NodeConfig.class)
                        .config()
                        .orElseThrow());
        assertThat(node.start()).isTrue();
    }

    @AfterEach
    void stop() {
        assertThat(node.stop()).isTrue();
    }

    private WampClient client() {
        return WampClient.builder(node.addresses().getFirst(), "realm1").build();
    }

    @Test
    void a_component_serves_clients_with_its_role_beside_one_that_has_failed() {
        try (WampClient client = client()) {
            WampSession session = client.connect();
            assertThat(session.call("com.example.add", 1, 2).as(Integer.class)).isEqualTo(103);
            Map<?, ?> counters = session.call("signalbox.node.counters").as(Map.class);
            assertThat(((Map<?, ?>) counters.get("components")).get("adder"))
                    .asString()
                    .contains("running=1", "failed=0");
            assertThat(((Map<?, ?>) counters.get("components")).get("broken"))
                    .asString()
                    .contains("running=0", "failed=1");
        }
    }

    @Test
    void the_session_of_a_component_is_listed_with_its_id() {
        try (WampClient client = client()) {
            WampSession session = client.connect();
            assertThat(session.call("wamp.session.count").as(Integer.class)).isEqualTo(2);
            List<?> ids = session.call("wamp.session.list").as(List.class);
            assertThat(ids).anySatisfy(id -> {
                Map<?, ?> details = session.call("wamp.session.get", id).as(Map.class);
                assertThat(details.get("authid")).isEqualTo("adder");
                assertThat(details.get("authrole")).isEqualTo("backend");
                assertThat(details.get("authmethod")).isEqualTo("local");
                assertThat(details.get("authprovider")).isEqualTo("component");
            });
        }
    }

    @Test
    void without_its_authorizer_a_realm_is_closed_and_with_it_open() throws IOException {
        assertThat(node.stop()).isTrue();
        String authorized = CONFIG.replace(
                "{\"name\": \"backend\",",
                "{\"name\": \"guarded\", \"authorizer\": \"com.example.add\"}, {\"name\": \"backend\",");
        RecordedLog log = RecordedLog.of(AccessGate.class);
        start(authorized);
        assertThat(node.addresses())
                .as("the component 'broken' has failed, but not the authorizer")
                .hasSize(1);
        assertThat(log.lines()).isEmpty();
        assertThat(node.stop()).isTrue();
        start(authorized.replace("app.Adder", "app.None"));
        assertThat(node.addresses()).isEmpty();
        assertThat(log.lines())
                .containsExactly("worker=worker001 component=broken has failed, and no callee has registered"
                        + " com.example.add, which decides on access to realm=realm1: the listeners [transport1] stay"
                        + " closed; mend the component, and start the node again");
        log.stop();
    }

    @Test
    void a_pattern_that_matches_an_authorizer_does_not_open_a_listener() throws IOException {
        assertThat(node.stop()).isTrue();
        ComponentJar.of(
                directory,
                "app",
                Map.of(
                        "app.Adder",
                        ADDER.replace(
                                "register(\"com.example.add\", call",
                                "register(\"com.\", RegistrationOptions.PREFIX, call")));
        start(CONFIG.replace(
                "{\"name\": \"backend\",",
                "{\"name\": \"guarded\", \"authorizer\": \"com.example.decide\"}, {\"name\": \"backend\","));
        assertThat(node.addresses()).isEmpty();
    }

    @Test
    void without_its_authenticator_a_listener_is_closed() throws IOException {
        assertThat(node.stop()).isTrue();
        start(CONFIG.replace(
                "{\"anonymous\": {\"type\": \"static\"}}",
                "{\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.example.login\"}}"));
        assertThat(node.addresses()).isEmpty();
    }

    @Test
    void the_example_of_a_container_runs() throws IOException {
        assertThat(node.stop()).isTrue();
        Path example = Path.of("..", "config-examples", "components");
        ComponentJar.of(
                directory, "example", Map.of("com.example.Adder", Files.readString(example.resolve("Adder.java"))));
        Files.move(directory.resolve("example-classes"), directory.resolve("classes"));
        start(Files.readString(example.resolve("container.json")).replace("8080", "0"));
        node.startWorkers();
        try (WampClient client = client()) {
            WampSession session = client.connect();
            Patience.await().ignoreExceptions().untilAsserted(() -> assertThat(
                            session.call("com.example.add", 2, 3).as(Integer.class))
                    .isEqualTo(6));
        }
    }

    @Test
    void the_example_of_the_documentation_runs() throws IOException {
        assertThat(node.stop()).isTrue();
        Path example = Path.of("..", "config-examples", "components");
        ComponentJar.of(
                directory, "example", Map.of("com.example.Adder", Files.readString(example.resolve("Adder.java"))));
        Files.move(directory.resolve("example-classes"), directory.resolve("classes"));
        start(Files.readString(example.resolve("node.json")).replace("8080", "0"));
        try (WampClient client = client()) {
            assertThat(client.connect().call("com.example.add", 2, 3).as(Integer.class))
                    .isEqualTo(6);
        }
    }

    @Test
    void a_component_still_publishes_while_the_node_stops() throws Exception {
        WampClient client = client();
        BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        client.connect().subscribe("com.example.stops", events::add);
        assertThat(node.stop()).isTrue();
        assertThat(events.poll(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
        client.close();
    }
}
