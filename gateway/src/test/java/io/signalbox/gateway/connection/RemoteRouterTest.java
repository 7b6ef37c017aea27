package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.CallResult;
import io.signalbox.client.Reply;
import io.signalbox.client.WampException;
import io.signalbox.transport.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection to a WAMP router, here another node: calls, subscriptions, and what hooks are told. */
class RemoteRouterTest {
    @TempDir
    private Path directory;

    private ConnectionScene remote;

    @BeforeEach
    void begin() throws IOException {
        remote = ConnectionScene.start(Files.createDirectory(directory.resolve("remote")));
        remote.session()
                .register("remote.echo", call -> Reply.ofArgs(list(call.args())).with("kwargs", call.kwargs()));
    }

    @AfterEach
    void end() {
        remote.close();
    }

    private static List<Object> list(JsonNode args) {
        return List.copyOf(args.valueStream().toList());
    }

    private ConnectionScene start(String... members) throws IOException {
        return ConnectionScene.startManaged(
                Files.createDirectory(directory.resolve("local")),
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}",
                ConnectionScene.item(
                        "peer",
                        remote.url(),
                        ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\"" + String.join("", members)));
    }

    private static void awaitInvoke(ConnectionScene scene) {
        scene.awaitProcedure("ws.peer.invoke");
        Patience.await()
                .ignoreException(WampException.class)
                .until(() -> scene.session().call("ws.peer.invoke", "remote.echo") != null);
    }

    @Test
    void invoke_calls_a_remote_procedure_in_each_of_its_forms() throws Exception {
        try (ConnectionScene scene = start()) {
            awaitInvoke(scene);
            Map<String, Object> request = Map.of("elem1", "value1", "elem2", "value2");
            for (String procedure : List.of("ws.peer.invoke", "ws.peer.send")) {
                assertKwargs(scene.session()
                        .newCall(procedure)
                        .args("remote.echo")
                        .kwargs(request)
                        .await());
                assertKwargs(scene.session().call(procedure, "remote.echo", List.of(), request));
                assertKwargs(scene.session().call(procedure, Map.of("service", "remote.echo", "request", request)));
                assertKwargs(scene.session()
                        .newCall(procedure)
                        .kwarg("procedure", "remote.echo")
                        .kwarg("kwargs", request)
                        .kwarg("timeout", 4_000)
                        .await());
            }
            CallResult args = scene.session().call("ws.peer.invoke", "remote.echo", List.of(1, "b", new byte[] {3}));
            assertThat(args.arg(0, Integer.class)).isEqualTo(1);
            assertThat(args.arg(1, String.class)).isEqualTo("b");
            assertThat(args.arg(2, byte[].class)).containsExactly(3);
        }
    }

    private static void assertKwargs(CallResult result) {
        ObjectNode kwargs = (ObjectNode) result.kwargs().path("kwargs");
        assertThat(kwargs.size()).isEqualTo(2);
        assertThat(kwargs.path("elem1").asText()).isEqualTo("value1");
        assertThat(kwargs.path("elem2").asText()).isEqualTo("value2");
    }

    @Test
    void the_error_of_the_remote_callee_arrives_with_its_uri_and_arguments() throws Exception {
        remote.session().register("remote.failing", call -> {
            throw new WampException("remote.error.refused", List.of("why", 7), Map.of("more", "x"));
        });
        try (ConnectionScene scene = start()) {
            awaitInvoke(scene);
            assertThatThrownBy(() -> scene.session().call("ws.peer.invoke", "remote.failing"))
                    .isInstanceOfSatisfying(WampException.class, failure -> {
                        assertThat(failure.uri()).isEqualTo("remote.error.refused");
                        assertThat(failure.args().path(1).asInt()).isEqualTo(7);
                        assertThat(failure.kwargs().path("more").asText()).isEqualTo("x");
                    });
            assertError(scene, "wamp.error.no_such_procedure", "remote.nothing");
            assertError(scene, "wamp.error.invalid_argument", 7);
            assertError(scene, "wamp.error.invalid_argument", Map.of("service", 7));
        }
    }

    private static void assertError(ConnectionScene scene, String uri, Object... args) {
        assertThatThrownBy(() -> scene.session().call("ws.peer.invoke", args))
                .isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                        .isEqualTo(uri));
    }

    @Test
    void a_slow_remote_callee_is_a_timeout() throws Exception {
        remote.session().register("remote.slow", call -> {
            new CountDownLatch(1).await();
            return null;
        });
        try (ConnectionScene scene = start(", \"invoke\": {\"timeout\": 100}")) {
            awaitInvoke(scene);
            assertError(scene, "wamp.error.timeout", "remote.slow");
            assertError(scene, "wamp.error.timeout", "remote.slow", List.of(), Map.of(), 50);
        }
    }

    @Test
    void events_of_remote_topics_are_told_and_published_also_after_the_router_has_restarted() throws Exception {
        BlockingQueue<String> published = new LinkedBlockingQueue<>();
        try (ConnectionScene scene = start(
                        ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 100}" + ConnectionScene.allHooks(),
                        ", \"subscriptions\": [{\"topic\": \"remote.\", \"match\": \"prefix\", \"to\": \"app.copy\"}]")
                .hooked()) {
            scene.session().subscribe("app.copy", event -> published.add(event.arg(0, String.class)));
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            remote.awaitMatch("remote.prices");
            remote.session()
                    .newPublication("remote.prices")
                    .args("first")
                    .kwarg("unit", "EUR")
                    .send();
            ObjectNode event = scene.hook();
            assertThat(event.path("type").asText()).isEqualTo("message");
            assertThat(event.path("topic").asText()).isEqualTo("remote.prices");
            assertThat(event.path("args").path(0).asText()).isEqualTo("first");
            assertThat(event.path("kwargs").path("unit").asText()).isEqualTo("EUR");
            assertThat(published.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("first");
            remote.killOthers();
            ObjectNode left = scene.hook();
            assertThat(left.path("type").asText()).isEqualTo("close");
            assertThat(left.path("own").asBoolean()).isFalse();
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            remote.awaitMatch("remote.prices");
            remote.session().publish("remote.prices", "second");
            assertThat(scene.hook().path("args").path(0).asText()).isEqualTo("second");
        }
    }

    private static JsonNode status(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "peer")
                .args()
                .path(0)
                .path("status");
    }

    private static void assertMessage(JsonNode told, String topic, String argument) {
        assertThat(told.path("type").asText()).isEqualTo("message");
        assertThat(told.path("topic").asText()).isEqualTo(topic);
        assertThat(told.path("args").path(0).asText()).isEqualTo(argument);
    }

    @Test
    void a_topic_that_the_router_refuses_is_reported_and_another_one_works_before_and_after_a_loss() throws Exception {
        try (ConnectionScene scene = start(
                        ", \"reconnect\": {\"enabled\": false}" + ConnectionScene.allHooks(),
                        ", \"subscriptions\": [{\"topic\": \"remote.a\"}, {\"topic\": \"denied.b\"}]")
                .hooked()) {
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            remote.awaitMatch("remote.a");
            Patience.await().until(() -> status(scene)
                    .path("subscriptions")
                    .path(1)
                    .path("error")
                    .isTextual());
            JsonNode subscriptions = status(scene).path("subscriptions");
            assertThat(subscriptions.path(0).path("active").asBoolean()).isTrue();
            assertThat(subscriptions.path(0).path("error").isNull()).isTrue();
            assertThat(subscriptions.path(1).path("topic").asText()).isEqualTo("denied.b");
            assertThat(subscriptions.path(1).path("active").asBoolean()).isFalse();
            assertThat(subscriptions.path(1).path("error").asText()).contains("wamp.error.not_authorized");
            remote.session().publish("remote.a", "first");
            assertMessage(scene.hook(), "remote.a", "first");
            remote.killOthers();
            JsonNode left = scene.hook();
            assertThat(left.path("type").asText()).isEqualTo("close");
            assertThat(left.path("own").asBoolean()).isFalse();
            Patience.await().until(() -> status(scene).path("state").asText().equals("failed"));
            remote.session().newPublication("remote.a").args("second").acknowledge();
            scene.session().call("signalbox.connection.start", "peer");
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            remote.awaitMatch("remote.a");
            remote.session().publish("remote.a", "third");
            assertMessage(scene.hook(), "remote.a", "third");
        }
    }

    private ConnectionScene startSlow(CountDownLatch goOn, BlockingQueue<String> seen, String reconnect)
            throws IOException {
        String closing = ", \"hook_queue\": {\"max_bytes\": 4096, \"overflow\": \"close\"}";
        String hooks = ", \"hooks\": {\"on_message\": {\"procedure\": \"app.slow\"}, \"on_close\": {\"procedure\":"
                + " \"app.hook\"}, \"on_closed_locally\": {\"procedure\": \"app.hook\"}}";
        ConnectionScene scene =
                start(reconnect + closing + hooks, ", \"subscriptions\": [{\"topic\": \"remote.prices\"}]");
        scene.hooked().session().register("app.slow", call -> {
            goOn.await();
            seen.add(call.kwargs().path("args").path(0).asText());
            return null;
        });
        remote.awaitMatch("remote.prices");
        Patience.await().until(() -> {
            remote.session().publish("remote.prices", "x".repeat(1_000));
            return scene.counter("hookEventsDropped") > 0;
        });
        return scene;
    }

    private static void assertLeft(JsonNode told) {
        assertThat(told.path("type").asText()).isEqualTo("close");
        assertThat(told.path("own").asBoolean()).isTrue();
        assertThat(told.has("code")).isFalse();
        assertThat(told.path("reason").asText()).contains("has left the session: too many messages wait");
    }

    @Test
    void with_the_policy_close_a_slow_hook_leaves_the_session_which_is_joined_again() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (ConnectionScene scene =
                startSlow(goOn, seen, ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 100}")) {
            goOn.countDown();
            assertLeft(scene.hook());
            Patience.await().until(() -> {
                remote.session().publish("remote.prices", "after");
                return seen.contains("after");
            });
            assertThat(status(scene).path("reconnects").asInt()).isPositive();
        }
    }

    @Test
    void without_reconnects_a_session_that_was_left_stays_down() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ConnectionScene scene =
                startSlow(goOn, new LinkedBlockingQueue<>(), ", \"reconnect\": {\"enabled\": false}")) {
            Patience.await().until(() -> status(scene).path("state").asText().equals("failed"));
            assertThat(status(scene).path("last_error").asText())
                    .endsWith("has left the session: too many messages wait");
            goOn.countDown();
            assertLeft(scene.hook());
            assertError(scene, "signalbox.error.not_connected", "remote.echo");
        }
    }

    @Test
    void a_call_waits_for_a_session_as_long_as_the_connection_says() throws Exception {
        try (ConnectionScene scene =
                start(", \"send_wait\": 60000", ", \"reconnect\": {\"initial_delay\": 1000, \"max_delay\": 1000}")) {
            awaitInvoke(scene);
            remote.killOthers();
            Patience.await()
                    .until(() -> !status(scene).path("state").asText().equals("open")
                            || status(scene).path("reconnects").asInt() > 0);
            assertThat(scene.session()
                            .call("ws.peer.invoke", "remote.echo", List.of("late"))
                            .arg(0, String.class))
                    .isEqualTo("late");
        }
    }
}
