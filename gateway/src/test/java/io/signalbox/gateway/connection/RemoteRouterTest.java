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
        return ConnectionScene.start(
                Files.createDirectory(directory.resolve("local")),
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
}
