package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in the connections of a configuration, with their places and remedies. */
class ConnectionCheckTest {
    private static final String URL = "ws://127.0.0.1:9000/ws";

    @TempDir
    private Path directory;

    private List<String> problems(String... connections) throws IOException {
        return ConnectionScene.problems(directory, connections);
    }

    private void assertProblem(String members, String... texts) throws IOException {
        assertThat(problems(ConnectionScene.item("feed", URL, members)))
                .as(members)
                .singleElement()
                .asString()
                .contains(texts);
    }

    @Test
    void a_complete_connection_of_each_kind_has_no_problem() throws IOException {
        String hook = "{\"procedure\": \"app.hook\", \"timeout\": 1000}";
        assertThat(problems(
                        ConnectionScene.item(
                                "feed",
                                "wss://example.com/ws?token=1",
                                ", \"name\": \"My feed\", \"active\": false, \"remote\": \"websocket\"",
                                ", \"basic_auth\": {\"user\": \"joe\", \"password\": \"x\"}, \"headers\": {\"X-Key\": \"y\"}",
                                ", \"subprotocols\": [\"a\"], \"tls\": {\"hostname\": \"b\"}, \"pool_size\": 64",
                                ", \"http_proxy\": {\"host\": \"a\", \"port\": 1, \"user\": \"b\", \"password\": \"c\"}",
                                ", \"connect_timeout\": 1000, \"idle_timeout\": 0, \"write_timeout\": 1000",
                                ", \"reconnect\": {\"enabled\": false, \"initial_delay\": 10, \"max_delay\": 10}",
                                ", \"ping\": {\"interval\": 0, \"missed\": 2}, \"max_message_size\": 512",
                                ", \"data_format\": \"json\", \"reply\": \"send\", \"send_wait\": 5",
                                ", \"hooks\": {\"on_message\": " + hook + ", \"on_closed_locally\": " + hook + "}",
                                ", \"hook_queue\": {\"max_bytes\": 1024, \"overflow\": \"close\"}",
                                ", \"send\": {\"procedure\": \"app.send\", \"topic\": \"app.out\"}",
                                ", \"buffer\": {\"max_bytes\": 1024, \"overflow\": \"drop-oldest\"}"),
                        ConnectionScene.item(
                                "peer",
                                URL,
                                ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\"",
                                ", \"auth\": {\"wampcra\": {\"authid\": \"joe\", \"secret\": \"x\"}}",
                                ", \"subscriptions\": [{\"topic\": \"com.x.\", \"match\": \"prefix\", \"to\": \"app.x\"}]",
                                ", \"send_wait\": 5, \"write_timeout\": 1000, \"buffer\": {\"max_bytes\": 1024}",
                                ", \"invoke\": {\"procedure\": \"app.invoke\", \"timeout\": 1}")))
                .isEmpty();
    }

    @Test
    void an_id_or_name_that_stands_for_another_connection_is_refused_with_its_place() throws IOException {
        assertThat(problems(ConnectionScene.item("feed", URL), ConnectionScene.item("feed", URL)))
                .singleElement()
                .asString()
                .contains("$.workers[0].connections[1].id", "the id 'feed' is taken");
        String name = ", \"name\": \"My feed\"";
        assertThat(problems(ConnectionScene.item("one", URL, name), ConnectionScene.item("two", URL, name)))
                .singleElement()
                .asString()
                .contains(
                        "$.workers[0].connections[1].name",
                        "is taken by the connection at $.workers[0].connections[0]");
        assertThat(problems(ConnectionScene.item("one", URL, ", \"name\": \"two\""), ConnectionScene.item("two", URL)))
                .singleElement()
                .asString()
                .contains("connections[0].name", "is taken");
    }

    @Test
    void a_hook_that_publishes_to_the_topic_of_send_is_a_loop() throws IOException {
        for (String hook : List.of("on_connect", "on_message", "on_close", "on_closed_locally")) {
            String item = ", \"hooks\": {\"" + hook + "\": {\"topic\": \"%s\"}}";
            assertProblem(item.formatted("ws.feed.out"), "hooks." + hook + ".topic", "endlessly");
            assertProblem(item.formatted("app.out") + ", \"send\": {\"topic\": \"app.out\"}", "endlessly");
            assertThat(problems(ConnectionScene.item("feed", URL, item.formatted("app.in"))))
                    .isEmpty();
        }
    }

    @Test
    void the_topic_of_send_of_a_connection_without_an_id_is_the_one_of_any_number() throws IOException {
        String numbered = ConnectionScene.item("feed", URL, ", \"hooks\": {\"on_message\": {\"topic\": \"%s\"}}")
                .replace("\"id\": \"feed\", ", "");
        assertThat(problems(numbered.formatted("ws.connection001.out")))
                .singleElement()
                .asString()
                .contains("hooks.on_message.topic", "endlessly");
        assertThat(problems(numbered.formatted("ws.feed.out"))).isEmpty();
    }

    @Test
    void a_secret_that_goes_in_clear_over_the_network_is_worth_a_warning() throws IOException {
        String wamp = ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\", \"auth\": ";
        String ticket = wamp + "{\"ticket\": {\"authid\": \"joe\", \"ticket\": \"x\"}}";
        String wampcra = wamp + "{\"wampcra\": {\"authid\": \"joe\", \"secret\": \"x\"}}";
        assertThat(problems(ConnectionScene.item("feed", "ws://example.com/", ticket)))
                .singleElement()
                .asString()
                .contains("connections[0].auth.ticket", "goes in clear over the network", "wss");
        for (String url : List.of("wss://example.com/", "ws://127.0.0.1:1/", "ws://localhost/", "ws://[::1]/")) {
            assertThat(problems(ConnectionScene.item("feed", url, ticket)))
                    .as(url)
                    .isEmpty();
        }
        assertThat(problems(ConnectionScene.item("feed", "ws://example.com/", wampcra)))
                .isEmpty();
    }

    @Test
    void credentials_for_wamp_are_ignored_with_a_warning_where_the_server_does_not_speak_wamp() throws IOException {
        assertProblem(
                ", \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket\": \"${TICKET}\"}}".replace("${TICKET}", "x"),
                "'auth' is ignored",
                "use 'basic_auth' or 'headers'");
    }

    @Test
    void other_mistakes_are_named_with_their_remedy() throws IOException {
        assertProblem(", \"remote\": \"wamp\"", "'remote_realm' is missing");
        assertProblem(
                ", \"remote\": \"wamp\", \"remote_realm\": \"r\", \"pool_size\": 2", "for remote 'websocket' only");
        assertProblem(", \"subscriptions\": [{\"topic\": \"a\"}]", "for remote 'wamp' only");
        assertProblem(", \"hooks\": {\"on_message\": {}}", "is either a procedure or a topic");
        assertProblem(
                ", \"hooks\": {\"on_message\": {\"procedure\": \"a\", \"topic\": \"b\"}}",
                "is either a procedure or a topic");
        assertProblem(", \"headers\": {\"Host\": \"a\"}", "the handshake itself has the header");
        assertProblem(", \"headers\": {\"Sec-WebSocket-Key\": \"a\"}", "the handshake itself has the header");
        assertProblem(", \"headers\": {\"X-A\": \"a\\r\\nb\"}", "printable ASCII");
        assertProblem(", \"reconnect\": {\"initial_delay\": 500, \"max_delay\": 400}", "less than initial_delay");
        assertProblem(", \"tls\": {}", "begin the URL with wss");
        assertThat(problems(ConnectionScene.item("feed", "http://a/")))
                .singleElement()
                .asString()
                .contains("ws://host:port/path");
        assertThat(problems(ConnectionScene.item("feed", URL).replace("realm1", "realm2")))
                .singleElement()
                .asString()
                .contains("the worker has no realm");
        assertThat(problems(ConnectionScene.item("feed", URL).replace("bridge", "bride")))
                .singleElement()
                .asString()
                .contains("has no role", "bridge");
    }

    @Test
    void what_has_no_effect_is_a_warning() throws IOException {
        String wamp = ", \"remote\": \"wamp\", \"remote_realm\": \"r\"";
        assertProblem(wamp + ", \"send\": {\"topic\": \"app.out\"}", "send.topic", "for remote 'websocket' only");
        assertProblem(
                wamp + ", \"buffer\": {\"overflow\": \"drop-oldest\"}",
                "buffer.overflow",
                "for remote 'websocket' only");
        assertProblem(wamp + ", \"send_wait\": 5, \"write_timeout\": 0, \"pool_size\": 2", "pool_size");
        assertProblem(wamp + ", \"subscriptions\": [{\"topic\": \"a\"}]", "subscriptions[0]", "nobody gets the events");
        assertProblem(", \"reply\": \"send\"", "reply", "is no procedure");
        assertProblem(
                ", \"reply\": \"send\", \"hooks\": {\"on_message\": {\"topic\": \"a\"}}", "reply", "is no procedure");
    }

    @Test
    void topics_that_a_procedure_returns_are_not_supported_and_the_message_names_the_other_ways() throws IOException {
        assertProblem(
                ", \"remote\": \"wamp\", \"remote_realm\": \"r\", \"subscriptions_from\": \"app.topics\"",
                "connections[0].subscriptions_from: 'subscriptions_from' is not supported yet (topics that a procedure"
                        + " returns) - list the topics in 'subscriptions'",
                "signalbox.connection.update");
    }

    @Test
    void a_connection_of_another_type_is_worth_a_warning_as_in_crossbar() throws IOException {
        assertThat(problems("{\"id\": \"db\", \"type\": \"postgresql.connection\", \"host\": \"localhost\"}"))
                .last()
                .asString()
                .contains("connections[0].type", "has no effect");
    }
}
