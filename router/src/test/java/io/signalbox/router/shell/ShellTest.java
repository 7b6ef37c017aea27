package io.signalbox.router.shell;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Reply;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.router.shell.ShellNode.Outcome;
import io.signalbox.router.shell.ShellNode.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands call, publish and subscribe against a node. */
class ShellTest {
    private static final Map<String, String> PIPE = Map.of("ROUTER_STDOUT", "file");

    @TempDir
    private static Path directory;

    private static final CountDownLatch GO_ON = new CountDownLatch(1);

    private static ShellNode node;
    private static WampClient client;
    private static WampSession peer;

    @BeforeAll
    static void start() throws Exception {
        node = new ShellNode(
                directory,
                CryptosignKey.of(ShellNode.KEY).orElseThrow().publicKey().hex(),
                ShellLoginTest.scramPrincipal());
        client = WampClient.builder(node.url("ws"), "realm1").build();
        peer = client.connect();
        peer.register("com.example.echo", invocation -> {
            Reply reply = Reply.ofArgs(ValuePrinter.args(invocation.arguments().payload()));
            for (var entry :
                    ValuePrinter.kwargs(invocation.arguments().payload()).entrySet()) {
                reply = reply.with(entry.getKey(), entry.getValue());
            }
            return reply;
        });
        peer.register("com.example.nothing", invocation -> null);
        peer.register("com.example.count", invocation -> {
            invocation.progress(1);
            invocation.progress(2);
            return 3;
        });
        peer.register("com.example.later", invocation -> {
            invocation.progress(1);
            GO_ON.await();
            return 2;
        });
        peer.register("com.example.fail", invocation -> {
            throw new WampException("com.example.error.full", List.of("the \u001b[2Jtank", 7), Map.of("litres", 50));
        });
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static Outcome call(String... arguments) {
        return node.run(CallCommand::new, arguments);
    }

    @Test
    void a_result_is_a_line_for_each_argument_and_each_keyword_argument() {
        assertThat(call(
                        "com.example.echo",
                        "fish",
                        "5",
                        "1.5",
                        "null",
                        "[1, {\"a\": \"b\"}]",
                        "--kw",
                        "n=x",
                        "-k",
                        "m=2"))
                .isEqualTo(new Outcome(0, "fish\n5\n1.5\nnull\n[1,{\"a\":\"b\"}]\nn=\"x\"\nm=2\n", ""));
        assertThat(call("com.example.echo", "\"\\u0000AQI=\"").out()).isEqualTo("AQI=\n");
        assertThat(call("com.example.nothing")).isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    void with_json_a_result_is_one_object() {
        assertThat(call("--json", "com.example.echo", "fish", "--kw", "n=\"5\""))
                .isEqualTo(new Outcome(0, "{\"args\":[\"fish\"],\"kwargs\":{\"n\":\"5\"}}\n", ""));
        assertThat(call("--json", "com.example.nothing").out()).isEqualTo("{\"args\":[],\"kwargs\":{}}\n");
    }

    @Test
    void progressive_results_come_first() {
        assertThat(call("com.example.count").out()).isEqualTo("1\n2\n3\n");
        assertThat(call("--json", "com.example.count").out())
                .isEqualTo(
                        """
                        {"progress":true,"args":[1],"kwargs":{}}
                        {"progress":true,"args":[2],"kwargs":{}}
                        {"args":[3],"kwargs":{}}
                        """);
    }

    @Test
    void a_progressive_result_is_printed_when_it_comes() {
        Running running = node.begin(CallCommand::new, Map.of(), "com.example.later");
        await().until(() -> running.out().equals("1\n"));
        GO_ON.countDown();
        assertThat(running.end()).isEqualTo(new Outcome(0, "1\n2\n", ""));
    }

    @Test
    void control_characters_of_a_peer_are_escaped_unless_the_output_is_a_file() {
        String word = "a\u001b]0;title\u0007\u202eb\nc";
        assertThat(call("com.example.echo", word).out()).isEqualTo("a\\u001b]0;title\\u0007\\u202eb\\nc\n");
        assertThat(node.run(CallCommand::new, PIPE, "com.example.echo", word).out())
                .isEqualTo(word + "\n");
        assertThat(call("--json", "com.example.echo", word).out())
                .isEqualTo("{\"args\":[\"a\\u001b]0;title\\u0007\\u202eb\\nc\"],\"kwargs\":{}}\n");
    }

    @Test
    void an_error_has_its_uri_on_the_standard_error_and_exit_code_1() {
        assertThat(call("com.example.fail"))
                .isEqualTo(new Outcome(1, "", "com.example.error.full: the \\u001b[2Jtank 7 litres=50\n"));
        assertThat(call("--json", "com.example.fail"))
                .isEqualTo(new Outcome(
                        1,
                        "",
                        "{\"error\":\"com.example.error.full\",\"args\":[\"the \\u001b[2Jtank\",7],"
                                + "\"kwargs\":{\"litres\":50}}\n"));
        assertThat(call("com.example.none").err()).startsWith("wamp.error.no_such_procedure: ");
    }

    @Test
    void a_router_that_cannot_be_reached_or_joined_is_exit_code_3() {
        Outcome unreachable = call("--url", "ws://127.0.0.1:1/ws", "com.example.echo");
        assertThat(unreachable.exitCode()).isEqualTo(3);
        assertThat(unreachable.err()).contains("no process listens at 127.0.0.1:1 - start the router");
        Outcome unknown = call("--realm", "nowhere", "com.example.echo");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).startsWith("wamp.error.no_such_realm: ");
    }

    @Test
    void the_end_of_the_time_is_exit_code_4_and_cancels_the_call() throws Exception {
        CountDownLatch canceled = new CountDownLatch(1);
        try (var registration = peer.register("com.example.wait", invocation -> {
            invocation.onInterrupt(canceled::countDown);
            canceled.await();
            return null;
        })) {
            Outcome outcome = call("--timeout", "0.2", registration.procedure());
            assertThat(outcome.exitCode()).isEqualTo(4);
            assertThat(outcome.err()).startsWith("wamp.error.timeout");
            canceled.await();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.y --kw 5|'5' of --kw is not NAME=VALUE",
                "x.y --kw a=1 --kw a=2|--kw names 'a' twice",
                "x.y --timeout 0|--timeout must be from 0.001 to 1000000000 seconds",
                "x.y --timeout NaN|--timeout must be from 0.001 to 1000000000 seconds",
                "x.y --serializer xml|there is no serializer 'xml'; use json, msgpack or cbor",
                "x.y --cert c.pem|--cert and --cert-key belong together; add the other one",
                "x.y --authid joe|the authid 'joe' has no credentials; add --ticket-file, --secret-file,"
                        + " --password-file, --key-file or --token-file, or set the environment variable of one of them",
                "x.y --ticket-file t|the login needs a user; add --authid, or set ROUTER_AUTHID"
            })
    void a_mistake_on_the_command_line_is_exit_code_2(String arguments, String message) {
        assertThat(call(arguments.split(" "))).isEqualTo(new Outcome(2, "", message + "\n"));
    }

    @Test
    void a_url_of_another_kind_is_exit_code_2() {
        assertThat(call("--url", "http://127.0.0.1/", "x.y").exitCode()).isEqualTo(2);
        assertThat(call().exitCode()).isEqualTo(2);
        assertThat(call("x.y", "--tiemout", "5").err()).startsWith("Unknown option: '--tiemout'");
    }

    private static Running subscribe(String... arguments) {
        Running running = node.begin(SubscribeCommand::new, Map.of(), arguments);
        await().until(() -> running.err().contains("subscribed to "));
        return running;
    }

    @Test
    void events_are_lines_until_the_count_is_reached() {
        Running subscribed = subscribe("--count", "2", "com.example.topic");
        assertThat(node.run(PublishCommand::new, "com.example.topic", "1", "two\nlines", "--kw", "a=b"))
                .isEqualTo(new Outcome(0, "", ""));
        for (int i = 0; i < 3; i++) {
            assertThat(node.run(PublishCommand::new, "com.example.topic").exitCode())
                    .isZero();
        }
        assertThat(subscribed.end())
                .isEqualTo(new Outcome(
                        0,
                        "com.example.topic 1 \"two\\nlines\" a=\"b\"\ncom.example.topic\n",
                        "subscribed to com.example.topic\n"));
    }

    @Test
    void with_json_an_event_has_topic_and_publication() {
        Running subscribed = subscribe("--json", "--match", "prefix", "--count", "1", "com.example.a");
        String published =
                node.run(PublishCommand::new, "--json", "com.example.abc", "x").out();
        assertThat(published).matches("\\{\"publication\":\\d+}\n");
        assertThat(subscribed.end().out())
                .isEqualTo("{\"topic\":\"com.example.abc\","
                        + published.substring(1).replace("}\n", "") + ",\"args\":[\"x\"],\"kwargs\":{}}\n");
    }

    @Test
    void a_count_that_is_not_reached_in_time_is_exit_code_4() {
        assertThat(node.run(SubscribeCommand::new, "--count", "1", "--timeout", "0.1", "com.example.silent")
                        .exitCode())
                .isEqualTo(4);
        assertThat(node.run(SubscribeCommand::new, "--timeout", "0.1", "com.example.silent")
                        .exitCode())
                .isZero();
        assertThat(node.run(SubscribeCommand::new, "--count", "0", "x.y"))
                .isEqualTo(new Outcome(2, "", "--count must be 1 or more\n"));
        assertThat(node.run(SubscribeCommand::new, "--match", "glob", "x.y"))
                .isEqualTo(new Outcome(2, "", "--match must be one of exact, prefix, wildcard, not 'glob'\n"));
    }

    @Test
    void a_topic_that_the_router_refuses_is_exit_code_1() {
        Outcome outcome = node.run(PublishCommand::new, "wamp.session.on_join");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("wamp.error.");
        assertThat(node.run(SubscribeCommand::new, "not a uri").exitCode()).isEqualTo(1);
    }

    @Test
    void a_retained_event_is_printed_to_later_subscribers() {
        assertThat(node.run(PublishCommand::new, "--retain", "com.example.state", "on")
                        .exitCode())
                .isZero();
        assertThat(node.run(SubscribeCommand::new, "--retained", "--count", "1", "com.example.state")
                        .out())
                .isEqualTo("com.example.state \"on\"\n");
    }
}
