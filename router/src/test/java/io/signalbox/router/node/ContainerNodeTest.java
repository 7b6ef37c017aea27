package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.component.ComponentJar;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.realm.RecordedLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container inside one node whose components connect to another node over TLS. */
@Timeout(2 * Patience.SECONDS)
class ContainerNodeTest {
    private static final String ROUTER =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [
                  {"uri": "", "match": "prefix", "allow": {"call": true}},
                  {"uri": "wamp.", "match": "prefix", "allow": {"call": true}}]},
                {"name": "backend", "permissions": [
                  {"uri": "com.", "match": "prefix", "allow": {"register": true}}]}]}],
              "transports": [{"type": "websocket",
                "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": %d,
                  "tls": {"key": "node.key", "certificate": "node.crt"}},
                "auth": {"anonymous": {"type": "static"}, "ticket": {"type": "static", "principals": {
                  "adder": {"ticket": "secret1", "role": "backend"}, "guest": {"ticket": "secret2", "role": "anonymous"}}}}}]}]}
            """;

    private static final String ADDER =
            """
            package app;
            import io.signalbox.client.*;
            public class Adder implements Component {
                public void start(ComponentContext context) {
                    context.session().register(context.extra().asText("com.add"), call ->
                            call.arg(0, Integer.class) + call.arg(1, Integer.class));
                }
            }
            """;

    @TempDir
    private static Path directory;

    private final List<Node> nodes = new ArrayList<>();
    private final RecordedLog attempts = RecordedLog.named("io.signalbox.client.ClientLifecycle");
    private final RecordedLog components = RecordedLog.of(HostedComponent.class);
    private Node router;
    private int port;

    @BeforeAll
    static void prepare() throws IOException {
        ComponentJar.of(directory, "app", Map.of("app.Adder", ADDER));
        for (String name : List.of("node.key", "node.crt")) {
            try (InputStream in = ContainerNodeTest.class.getResourceAsStream("/tls/" + name)) {
                Files.copy(in, directory.resolve(name));
            }
        }
    }

    @BeforeEach
    void start_the_router() throws IOException {
        router = started(ROUTER.formatted(0));
        port = URI.create(router.addresses().getFirst()).getPort();
    }

    @AfterEach
    void stop() {
        nodes.reversed().forEach(node -> assertThat(node.stop()).isTrue());
        attempts.stop();
        components.stop();
    }

    private Node started(String config) throws IOException {
        Node node = assembled(config);
        assertThat(node.start()).isTrue();
        node.startWorkers();
        return node;
    }

    private Node assembled(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("node.json"), config);
        Node node = new NodeAssembly("test")
                .assemble(new ConfigLoader(Map.of())
                        .load(file, NodeConfig.class)
                        .config()
                        .orElseThrow());
        nodes.add(node);
        return node;
    }

    private void startContainer(String options, String... hosted) throws IOException {
        started(container(options, hosted));
    }

    private static String container(String options, String... hosted) {
        return "{\"version\": 2, \"workers\": [{\"type\": \"container\", \"id\": \"services\", \"options\": {"
                + "\"process\": false" + options + "}, \"components\": [" + String.join(", ", hosted) + "]}]}";
    }

    private String component(String id, String more) {
        return component(id, "realm1", "adder", "secret1", "\"port\": " + port, "\"extra\": \"com." + id + "\"" + more);
    }

    private static String component(
            String id, String realm, String authid, String ticket, String endpoint, String more) {
        return "{\"type\": \"class\", \"id\": \"" + id
                + "\", \"classname\": \"app.Adder\", \"classpath\": [\"app.jar\"],"
                + " \"realm\": \"" + realm + "\", " + more + ", \"transport\": {\"type\": \"websocket\","
                + " \"endpoint\": {\"type\": \"tcp\", \"host\": \"localhost\", " + endpoint
                + (endpoint.contains("tls") ? "" : ", \"tls\": {\"ca_certificates\": [\"node.crt\"]}")
                + "}, \"auth\": {\"ticket\": {\"authid\": \"" + authid + "\", \"ticket\": \"" + ticket + "\"}},"
                + " \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 20}}}";
    }

    private WampClient client() {
        return WampClient.builder("wss://localhost:" + port + "/", "realm1")
                .tls(TlsOptions.DEFAULTS.withTrusted(directory.resolve("node.crt")))
                .build();
    }

    private static void awaitSum(WampSession session, String procedure) {
        Patience.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        session.call(procedure, 2, 3).as(Integer.class))
                .isEqualTo(5));
    }

    @Test
    void a_component_is_back_with_its_registrations_when_its_router_has_restarted() throws IOException {
        startContainer("", component("adder", ""));
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
        assertThat(router.stop()).isTrue();
        Patience.await().until(() -> attempts.lines().stream().anyMatch(line -> line.contains("no process listens")));
        nodes.remove(router);
        router = started(ROUTER.formatted(port));
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
        assertThat(components.lines())
                .contains("component=adder has joined again")
                .noneMatch(line -> line.contains("has failed"));
    }

    @Test
    void a_certificate_for_another_host_is_one_line_for_each_attempt_and_holds_no_other_component() throws IOException {
        String wrong = component(
                "wrong",
                "realm1",
                "adder",
                "secret1",
                "\"port\": " + port
                        + ", \"tls\": {\"hostname\": \"other.example\", \"ca_certificates\": [\"node.crt\"]}",
                "\"extra\": \"com.wrong\"");
        startContainer("", wrong, component("adder", ""));
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
        Patience.await().until(() -> attempts.lines().size() >= 3);
        assertThat(attempts.lines())
                .allMatch(line -> line.contains("has a certificate for localhost, not for other.example"))
                .allMatch(line -> line.contains("; next attempt in "));
        assertThat(components.lines()).noneMatch(line -> line.contains("component=wrong"));
    }

    @Test
    void a_router_that_refuses_the_login_fails_the_component_with_its_reason() throws IOException {
        String here = "\"port\": " + port;
        startContainer(
                "",
                component("realm", "realm2", "adder", "secret1", here, "\"extra\": \"com.a\""),
                component("secret", "realm1", "adder", "wrong", here, "\"extra\": \"com.a\""),
                component("role", "realm1", "guest", "secret2", here, "\"extra\": \"com.a\""),
                component("adder", ""));
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
        assertThat(components.lines())
                .anyMatch(
                        line -> line.startsWith("component=realm class=app.Adder has failed: wamp.error.no_such_realm"))
                .anyMatch(line -> line.startsWith(
                        "component=secret class=app.Adder has failed: wamp.error.authentication_denied"))
                .anyMatch(line ->
                        line.startsWith("component=role class=app.Adder has failed: wamp.error.not_authorized"));
        assertThat(attempts.lines()).as("the failure is the only line").isEmpty();
    }

    @Test
    void a_secret_whose_file_is_gone_fails_its_component_only() throws IOException {
        Path ticket = Files.writeString(directory.resolve("adder.ticket"), "secret1");
        String ofFile = component("gone", "").replace("\"ticket\": \"secret1\"", "\"ticket_file\": \"adder.ticket\"");
        Node node = assembled(container("", ofFile, component("adder", "")));
        Files.delete(ticket);
        assertThat(node.start()).isTrue();
        node.startWorkers();
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
        assertThat(components.lines())
                .anyMatch(line ->
                        line.startsWith("component=gone class=app.Adder has failed: auth.ticket.ticket_file cannot"
                                        + " be used: ")
                                && line.contains("adder.ticket"));
    }

    @Test
    void a_component_whose_session_is_killed_has_failed_and_follows_its_restart_policy() throws IOException {
        startContainer(", \"restart\": {\"policy\": \"on-failure\", \"initial_delay\": 0}", component("adder", ""));
        try (WampClient client = client()) {
            WampSession session = client.connect();
            awaitSum(session, "com.adder");
            session.call("wamp.session.kill_by_authid", "adder");
            awaitSum(session, "com.adder");
        }
        assertThat(components.lines())
                .anyMatch(line -> line.contains(
                        "component=adder class=app.Adder has failed: its session has ended: wamp.close.killed"));
    }

    @Test
    void containers_start_before_guests_whatever_the_order_of_the_file() throws IOException {
        RecordedLog starts = RecordedLog.named("io.signalbox.router.process.SupervisedProcess");
        started(container("", component("adder", ""))
                .replace(
                        "\"workers\": [",
                        "\"workers\": [{\"type\": \"guest\", \"id\": \"guest1\", \"executable\": \"sh\","
                                + " \"arguments\": [\"-c\", \"exit 0\"]}, "));
        Patience.await()
                .untilAsserted(() -> assertThat(starts.lines().stream().filter(line -> line.endsWith(" started")))
                        .hasSize(2));
        starts.stop();
        assertThat(starts.lines().stream().filter(line -> line.endsWith(" started")))
                .satisfiesExactly(line -> assertThat(line).startsWith("worker=services "), line -> assertThat(line)
                        .startsWith("worker=guest1 "));
    }

    @Test
    void the_example_of_the_page_about_transports_connects_a_component() throws IOException {
        Matcher example = Pattern.compile("```json\n(\"transport\": \\{.*?\n})\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/TRANSPORTS.md")));
        assertThat(example.find()).isTrue();
        Files.writeString(
                directory.resolve("client.key"), "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510");
        Files.writeString(directory.resolve("joe.ticket"), "secret1");
        String transport = example.group(1)
                .replace("router.example.com", "localhost")
                .replace("443", Integer.toString(port))
                .replace("ca.pem", "node.crt")
                .replace("\"authid\": \"joe\"", "\"authid\": \"adder\"");
        startContainer(
                "",
                "{\"type\": \"class\", \"classname\": \"app.Adder\", \"classpath\": [\"app.jar\"], \"realm\": \"realm1\","
                        + " \"extra\": \"com.example.add\", " + transport + "}");
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.example.add");
        }
    }

    @Test
    void a_component_has_failed_after_as_many_attempts_as_its_transport_permits() throws IOException {
        assertThat(router.stop()).isTrue();
        nodes.remove(router);
        startContainer(
                "", component("adder", "").replace("\"max_delay\": 20", "\"max_delay\": 20, \"max_attempts\": 3"));
        Patience.await().until(() -> components.lines().stream()
                .anyMatch(line -> line.startsWith("component=adder class=app.Adder has failed: ")
                        && line.contains("no process listens")));
        assertThat(attempts.lines())
                .as("the last of three attempts is reported by the component")
                .hasSize(2);
    }

    @Test
    void a_router_that_comes_later_gets_the_component() throws IOException {
        assertThat(router.stop()).isTrue();
        nodes.remove(router);
        startContainer("", component("adder", ""));
        Patience.await().until(() -> attempts.lines().stream().anyMatch(line -> line.contains("no process listens")));
        started(ROUTER.formatted(port));
        try (WampClient client = client()) {
            awaitSum(client.connect(), "com.adder");
        }
    }
}
