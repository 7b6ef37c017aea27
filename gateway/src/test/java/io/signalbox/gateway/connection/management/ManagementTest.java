package io.signalbox.gateway.connection.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.signalbox.client.WampException;
import io.signalbox.gateway.LogLines;
import io.signalbox.gateway.connection.ConnectionScene;
import io.signalbox.gateway.connection.WebSocketServer;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that sessions of a realm list, create, change, start and stop. */
class ManagementTest {
    private static final String PREFIX = "signalbox.connection.";

    @TempDir
    private Path directory;

    @AutoClose
    private final WebSocketServer server = new WebSocketServer();

    /** A node whose sessions may create connections to the server. */
    private ConnectionScene start(String... connections) throws IOException {
        return startWith("[\"ws://127.0.0.1:" + server.port() + "\"]", connections);
    }

    private ConnectionScene startWith(String targets, String... connections) throws IOException {
        return ConnectionScene.startManaged(
                directory,
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"], \"targets\": " + targets
                        + ", \"max\": 3}}",
                connections);
    }

    private Map<String, Object> definition(Object... members) {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("id", "feed");
        definition.put("role", "bridge");
        definition.put("url", server.url());
        for (int i = 0; i < members.length; i += 2) {
            definition.put((String) members[i], members[i + 1]);
        }
        return definition;
    }

    private static JsonNode call(ConnectionScene scene, String procedure, Object... args) {
        return scene.session().call(PREFIX + procedure, args).args().path(0);
    }

    private static JsonNode status(ConnectionScene scene, String id) {
        return call(scene, "get", id).path("status");
    }

    private static void assertFails(String uri, ConnectionScene scene, String procedure, Object... args) {
        assertThatThrownBy(() -> call(scene, procedure, args))
                .as("%s %s", procedure, List.of(args))
                .isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                        .isEqualTo(uri));
    }

    @Test
    void a_connection_that_is_created_works_is_listed_and_survives_a_restart() throws Exception {
        try (ConnectionScene scene = start()) {
            assertThat(call(scene, "create", definition("name", "My feed"))
                            .path("id")
                            .asText())
                    .isEqualTo("feed");
            try (RawPeer peer = server.accept()) {
                scene.send("hi");
                assertThat(peer.read().text()).isEqualTo("hi");
                ArrayNode list = (ArrayNode) call(scene, "list");
                assertThat(list).hasSize(1);
                JsonNode status = list.get(0);
                assertThat(status.path("id").asText()).isEqualTo("feed");
                assertThat(status.path("name").asText()).isEqualTo("My feed");
                assertThat(status.path("source").asText()).isEqualTo("runtime");
                assertThat(status.path("active").asBoolean()).isTrue();
                assertThat(status.path("state").asText()).isEqualTo("open");
                assertThat(status.path("url").asText()).isEqualTo(server.url());
                assertThat(status.path("sockets").asInt()).isEqualTo(1);
                assertThat(status.path("reconnects").asInt()).isZero();
                assertThat(status.path("buffered_bytes").asInt()).isZero();
                assertThat(status.has("since") && status.has("last_error")).isTrue();
            }
        }
        Path file = directory.resolve(".signalbox/connections.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (ConnectionScene scene = start();
                RawPeer peer = server.accept()) {
            scene.send("again");
            assertThat(peer.read().text()).isEqualTo("again");
            assertThat(status(scene, "My feed").path("source").asText()).isEqualTo("runtime");
        }
    }

    @Test
    void a_deleted_connection_is_closed_reports_no_end_and_does_not_come_back() throws Exception {
        try (ConnectionScene scene = start().hooked()) {
            Map<String, String> hook = Map.of("procedure", "app.hook");
            call(scene, "create", definition("hooks", Map.of("on_close", hook, "on_closed_locally", hook)));
            try (RawPeer peer = server.accept()) {
                Thread.ofVirtual().start(() -> answerClose(peer));
                Patience.await()
                        .until(() ->
                                status(scene, "feed").path("state").asText().equals("open"));
                call(scene, "delete", "feed");
                JsonNode told = scene.hook();
                assertThat(told.path("own").asBoolean()).isTrue();
                assertThat(told.path("code").asInt()).isEqualTo(1000);
                assertThat(scene.hasHook()).isFalse();
                assertFails("signalbox.error.no_such_connection", scene, "get", "feed");
                Patience.await().until(() -> !scene.offers("ws.feed.send"));
            }
            assertThat(server.hasConnection()).isFalse();
        }
        try (ConnectionScene scene = start()) {
            assertThat(call(scene, "list")).isEmpty();
        }
    }

    private static void answerClose(RawPeer peer) {
        try {
            peer.send(RawPeer.CLOSE, true, peer.readClose().payload());
        } catch (IOException closed) {
            // The test has ended before.
        }
    }

    @Test
    void only_a_changed_key_of_the_socket_connects_anew() throws Exception {
        try (ConnectionScene scene = start()) {
            call(scene, "create", definition());
            try (RawPeer peer = server.accept()) {
                Patience.await()
                        .until(() ->
                                status(scene, "feed").path("state").asText().equals("open"));
                call(scene, "update", "feed", Map.of("name", "Other", "data_format", "json"));
                scene.session().call("ws.feed.send", Map.of("a", 1));
                assertThat(peer.read().text()).isEqualTo("{\"a\":1}");
                call(scene, "update", "Other", Map.of("url", server.url() + "/other"));
                assertThat(peer.readClose()).isNotNull();
                assertThat(server.request().head()).startsWith("GET /ws/other ");
            }
        }
    }

    @Test
    void the_definition_of_a_connection_of_the_configuration_is_complete_apart_from_secrets_and_files()
            throws Exception {
        String members = ", \"active\": false, \"headers\": {\"X-Key\": \"secret\"}, \"data_format\": \"json\""
                + ConnectionScene.allHooks()
                + ", \"send\": {\"topic\": \"app.out\"}, \"reconnect\": {\"max_delay\": 600}";
        try (ConnectionScene scene = start(ConnectionScene.item("fixed", server.url() + "?token=secret", members))) {
            JsonNode definition = call(scene, "get", "fixed").path("definition");
            assertThat(definition.at("/hooks/on_message/procedure").asText()).isEqualTo("app.hook");
            assertThat(definition.at("/send/topic").asText()).isEqualTo("app.out");
            assertThat(definition.at("/reconnect/max_delay").asInt()).isEqualTo(600);
            assertThat(definition.at("/data_format").asText()).isEqualTo("json");
            assertThat(definition.at("/headers/X-Key").asText()).isEqualTo("********");
            assertThat(definition.toString()).doesNotContain("secret");
        }
    }

    @Test
    void a_key_without_effect_in_a_definition_is_logged_once() throws Exception {
        try (LogLines lines = new LogLines(Definitions.class.getName());
                ConnectionScene scene = start()) {
            call(
                    scene,
                    "create",
                    definition("active", false, "auth", Map.of("ticket", Map.of("authid", "joe", "ticket", "secret"))));
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .contains("connection=feed", "$.auth", "'auth' is ignored")
                    .doesNotContain("secret");
        }
    }

    @Test
    void what_a_realm_does_not_permit_is_refused() throws Exception {
        try (ConnectionScene scene = start(ConnectionScene.item("fixed", server.url()))) {
            call(scene, "create", definition("active", false));
            String invalid = "signalbox.error.invalid_definition";
            assertFails("signalbox.error.connection_exists", scene, "create", definition());
            assertFails(
                    "signalbox.error.connection_exists", scene, "create", definition("id", "other", "name", "fixed"));
            assertFails("signalbox.error.connection_exists", scene, "update", "feed", Map.of("name", "fixed"));
            assertFails(invalid, scene, "create", definition("id", "Wrong Id"));
            assertFails(invalid, scene, "create", definition("id", "one", "role", "anonymous"));
            assertFails(invalid, scene, "create", definition("id", "one", "realm", "realm2"));
            assertFails(invalid, scene, "create", definition("id", "one", "pool_size", 65));
            assertFails(invalid, scene, "create", definition("id", "one", "unknown", 1));
            assertThatThrownBy(() -> call(scene, "create", definition("id", "one", "subscriptions_from", "app.topics")))
                    .hasMessageContaining("'subscriptions_from' is not supported yet");
            assertFails(
                    invalid, scene, "create", definition("id", "one", "http_proxy", Map.of("host", "a", "port", 1)));
            assertFails(invalid, scene, "update", "feed", Map.of("id", "other"));
            assertFails(
                    invalid,
                    scene,
                    "create",
                    definition(
                            "url", "wss://127.0.0.1:" + server.port(), "tls", Map.of("ca_certificates", List.of("f"))));
            String target = "signalbox.error.target_not_allowed";
            assertFails(target, scene, "create", definition("id", "one", "url", "ws://127.0.0.1:1/"));
            assertFails(target, scene, "create", definition("id", "one", "url", "ws://example.com:" + server.port()));
            assertFails(target, scene, "update", "feed", Map.of("url", "ws://127.0.0.2:" + server.port()));
            for (String procedure : List.of("update", "delete")) {
                assertFails("signalbox.error.read_only", scene, procedure, "fixed", Map.of());
                assertFails("signalbox.error.no_such_connection", scene, procedure, "nothing", Map.of());
            }
            assertFails("wamp.error.invalid_argument", scene, "create");
            assertFails("signalbox.error.connection_inactive", scene, "start", "feed");
            for (String id : List.of("one", "two")) {
                call(scene, "create", definition("id", id, "active", false));
            }
            assertFails("signalbox.error.limit_exceeded", scene, "create", definition("id", "three"));
        }
    }

    @Test
    void without_targets_nothing_can_be_created() throws Exception {
        try (ConnectionScene scene = startWith("[]")) {
            assertFails("signalbox.error.target_not_allowed", scene, "create", definition());
        }
    }

    @Test
    void a_name_that_leads_to_this_machine_is_not_connected_to_unless_a_target_names_the_address() throws Exception {
        try (ConnectionScene scene = startWith("[\"ws://*:*\"]")) {
            call(scene, "create", definition("url", "ws://localhost:" + server.port() + "/"));
            Patience.await()
                    .until(() ->
                            status(scene, "feed").path("last_error").asText().contains("is not permitted"));
            assertThat(status(scene, "feed").path("last_error").asText()).doesNotContain("127.0.0.1", "::1");
            assertThat(server.hasConnection()).isFalse();
        }
        try (ConnectionScene scene = startWith("[\"ws://localhost:*\", \"ws://127.0.0.1:*\", \"ws://[::1]:*\"]")) {
            server.accept().close();
            assertThat(status(scene, "feed").path("id").asText()).isEqualTo("feed");
        }
    }

    @Test
    void secrets_come_back_masked_and_the_mask_keeps_the_old_value() throws Exception {
        try (ConnectionScene scene = start()) {
            call(
                    scene,
                    "create",
                    definition(
                            "url", server.url() + "?token=secret1",
                            "headers", Map.of("X-Key", "secret2", "X-Literal", "${HOME}"),
                            "basic_auth", Map.of("user", "joe", "password", "secret3")));
            WebSocketServer.Request first = server.request();
            assertThat(first.head()).startsWith("GET /ws?token=secret1 ");
            assertThat(first.header("X-Key")).isEqualTo("secret2");
            assertThat(first.header("X-Literal")).isEqualTo("${HOME}");
            assertThat(first.header("Authorization")).isEqualTo("Basic am9lOnNlY3JldDM=");
            JsonNode shown = call(scene, "get", "feed");
            assertThat(shown.toString()).doesNotContain("secret");
            assertThat(call(scene, "list").toString()).contains("?token=***").doesNotContain("secret");
            JsonNode definition = shown.path("definition");
            assertThat(definition.path("basic_auth").path("password").asText()).isEqualTo("********");
            assertThat(definition.path("basic_auth").path("user").asText()).isEqualTo("joe");
            first.peer().close();
            call(scene, "update", "feed", definition);
            WebSocketServer.Request second = server.request();
            assertThat(second.head()).startsWith("GET /ws?token=secret1 ");
            assertThat(second.header("X-Key")).isEqualTo("secret2");
            assertThat(second.header("Authorization")).isEqualTo("Basic am9lOnNlY3JldDM=");
            second.peer().close();
        }
    }

    @Test
    void subprotocols_come_back_without_tokens_and_a_masked_one_keeps_the_old_one_at_its_position() throws Exception {
        try (ConnectionScene scene = startWith("[\"ws://127.0.0.1:*\", \"ws://127.0.0.2:*\"]")) {
            List<String> names = List.of("mqtt", "bearer.secret1", "secret2");
            call(scene, "create", definition("subprotocols", names));
            server.request().welcome();
            Patience.await().until(() -> status(scene, "feed")
                    .path("last_error")
                    .asText()
                    .contains("none of the subprotocols mqtt, bearer.********, ******** -"));
            JsonNode shown = call(scene, "get", "feed");
            assertThat(shown.toString()).doesNotContain("secret");
            List<String> masked = List.of("mqtt", "bearer.********", "********");
            assertThat(shown.path("definition").path("subprotocols"))
                    .extracting(JsonNode::asText)
                    .isEqualTo(masked);

            call(scene, "update", "feed", Map.of("subprotocols", List.of("xmpp", "bearer.********", "********")));
            Patience.await().until(() -> {
                WebSocketServer.Request request = server.request();
                request.refuse("503 Later");
                return request.header("Sec-WebSocket-Protocol").equals("xmpp, bearer.secret1, secret2");
            });

            String invalid = "signalbox.error.invalid_definition";
            String elsewhere = "ws://127.0.0.2:" + server.port() + "/";
            assertFails(invalid, scene, "update", "feed", Map.of("subprotocols", List.of("********")));
            assertFails(invalid, scene, "update", "feed", Map.of("url", elsewhere));
            assertFails(invalid, scene, "update", "feed", Map.of("url", elsewhere, "subprotocols", masked));
            call(scene, "update", "feed", Map.of("url", elsewhere, "subprotocols", names));
        }
    }

    @Test
    void secrets_are_supplied_again_for_another_server() throws Exception {
        try (ConnectionScene scene = startWith("[\"ws://127.0.0.1:*\", \"ws://127.0.0.2:*\"]")) {
            Map<String, Object> headers = Map.of("X-Key", "secret2");
            Map<String, Object> user = Map.of("user", "joe", "password", "secret3");
            call(scene, "create", definition("active", false, "headers", headers, "basic_auth", user));
            String invalid = "signalbox.error.invalid_definition";
            String elsewhere = "ws://127.0.0.2:" + server.port() + "/";
            assertFails(invalid, scene, "update", "feed", Map.of("url", elsewhere));
            assertFails(invalid, scene, "update", "feed", Map.of("url", "ws://127.0.0.1:1/"));
            assertFails(invalid, scene, "update", "feed", Map.of("remote", "wamp", "remote_realm", "realm1"));
            assertFails(invalid, scene, "update", "feed", Map.of("url", elsewhere, "headers", headers));
            Map<String, Object> masked = Map.of("password", "********");
            assertFails(
                    invalid,
                    scene,
                    "update",
                    "feed",
                    Map.of("url", elsewhere, "headers", headers, "basic_auth", masked));
            call(scene, "update", "feed", Map.of("url", server.url() + "/other?token=secret1"));
            call(scene, "update", "feed", Map.of("url", elsewhere, "headers", headers, "basic_auth", user));
            Map<String, Object> without = new LinkedHashMap<>(Map.of("url", server.url() + "?token=secret1"));
            without.put("headers", null);
            without.put("basic_auth", null);
            call(scene, "update", "feed", without);
            assertFails(invalid, scene, "update", "feed", Map.of("remote", "wamp", "remote_realm", "realm1"));
            call(scene, "update", "feed", Map.of("url", elsewhere));
        }
    }

    @Test
    void deleted_connections_count_until_they_are_closed() throws Exception {
        try (ConnectionScene scene = start()) {
            List<RawPeer> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String id = "feed" + i;
                call(scene, "create", definition("id", id));
                peers.add(server.accept());
                Patience.await()
                        .until(() -> status(scene, id).path("state").asText().equals("open"));
            }
            List<CompletableFuture<?>> deleted = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                deleted.add(scene.session().callAsync(PREFIX + "delete", "feed" + i));
            }
            Patience.await().until(() -> call(scene, "list").isEmpty());
            // No server answers the close.
            assertFails("signalbox.error.limit_exceeded", scene, "create", definition());
            for (RawPeer peer : peers) {
                peer.close();
            }
            deleted.forEach(CompletableFuture::join);
            call(scene, "create", definition("active", false));
        }
    }

    @Test
    void a_connection_of_the_configuration_is_stopped_and_started() throws Exception {
        try (ConnectionScene scene =
                start(ConnectionScene.item("fixed", server.url(), ", \"reconnect\": {\"enabled\": false}"))) {
            server.accept().close();
            Patience.await()
                    .until(() -> status(scene, "fixed").path("state").asText().equals("failed"));
            assertThat(status(scene, "fixed").path("last_error").asText()).contains("1006");
            call(scene, "start", "fixed");
            try (RawPeer peer = server.accept()) {
                Patience.await()
                        .until(() ->
                                status(scene, "fixed").path("state").asText().equals("open"));
                call(scene, "start", "fixed");
                call(scene, "stop", "fixed");
                assertThat(peer.readClose()).isNotNull();
                assertThat(status(scene, "fixed").path("state").asText()).isEqualTo("stopped");
                assertThatThrownBy(() -> scene.session().call("ws.fixed.send", "hi"))
                        .hasMessageContaining("signalbox.error.connection_inactive");
            }
        }
    }

    @Test
    void some_hundred_connections_that_are_deleted_leave_nothing_behind() throws Exception {
        int count = 300;
        try (ConnectionScene scene = ConnectionScene.startManaged(
                directory,
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"], \"targets\": [\"ws://127.0.0.1:*\"],"
                        + " \"max\": 300}}")) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Object definition = definition("id", "feed" + i, "url", "ws://127.0.0.1:1/");
                calls.add(scene.session().callAsync(PREFIX + "create", definition));
            }
            calls.forEach(CompletableFuture::join);
            assertThat(scene.counter("connections")).isEqualTo(count);
            calls.clear();
            for (int i = 0; i < count; i++) {
                calls.add(scene.session().callAsync(PREFIX + "delete", "feed" + i));
            }
            calls.forEach(CompletableFuture::join);
            assertThat(scene.counter("connections")).isZero();
            assertThat(scene.counter("outgoingOpen")).isZero();
            Patience.await()
                    .until(() -> scene.session().call("wamp.session.count").as(Integer.class) == 1);
            assertThat(scene.offers("ws.feed7.send")).isFalse();
            assertThat(Files.readString(directory.resolve(".signalbox/connections.json")))
                    .doesNotContain("feed");
        }
    }

    @Test
    void a_broken_file_is_set_aside_and_the_node_starts() throws Exception {
        Path file = Files.createDirectory(directory.resolve(".signalbox")).resolve("connections.json");
        Files.writeString(file, "{\"version\": 1, \"realms\": {\"worker001/realm1\": [{\"id\": ");
        try (ConnectionScene scene = start()) {
            assertThat(call(scene, "list")).isEmpty();
        }
        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling("connections.json.broken")).exists();
    }
}
