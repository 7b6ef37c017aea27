package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.Call;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.realm.RecordedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bridges of a node to a real HTTP server, under the class names of Crossbar.io. */
@Timeout(2 * Patience.SECONDS)
class RestBridgeTest {
    private static final String CALLEE = "crossbar.bridge.rest.RESTCallee";
    private static final String FORWARDER = "crossbar.bridge.rest.MessageForwarder";
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
                {"uri": "", "match": "prefix",
                 "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}],
              "components": [COMPONENTS],
              "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {"anonymous": {"type": "static"}}}]}]}
            """;

    /** Faulty values of {@code extra}, and the lines that follow from them. */
    private static final Map<String, List<String>> FAULTS = Map.ofEntries(
            fault(CALLEE, "{'procedure': 'p'}", "'extra.baseurl' is missing; add it"),
            fault(CALLEE, "{'baseurl': 'http://h/'}", "'extra.procedure' is missing; add it"),
            fault(
                    CALLEE,
                    "{'baseurl': 'ftp://h/', 'procedure': 'p'}",
                    "'extra.baseurl' is no absolute URL of HTTP; write http:// or https://, a host, and possibly a port"
                            + " and a path"),
            fault(
                    CALLEE,
                    "{'baseurl': 'http://joe:secret1@h/', 'procedure': 'p'}",
                    "'extra.baseurl' has credentials, which a bridge does not send; remove them"),
            fault(
                    CALLEE,
                    "{'baseurl': 'http://h/?a', 'procedure': 'p'}",
                    "'extra.baseurl' has a query, which no call would get; remove it"),
            fault(
                    CALLEE,
                    "{'baseurl': 'http://h/a b', 'procedure': 'p'}",
                    "'extra.baseurl' is no URL: Illegal character in path at index 10; write an absolute URL such as"
                            + " \"https://example.com/\""),
            fault(
                    CALLEE,
                    "{'baseurl': 'http://h/', 'procedure': 'p', 'timeout': 5}",
                    "'extra.timeout' is no integer from 100 to 600000; correct the value"),
            fault(
                    CALLEE,
                    "{'base_url': 'http://h/', 'procedure': 'p'}",
                    "'extra.base_url' is unknown; remove it, or write one of baseurl, max_concurrency,"
                            + " max_response_bytes, procedure, retries, timeout"),
            fault(
                    CALLEE,
                    "[]",
                    "'extra' is no object; write an object with baseurl, max_concurrency,"
                            + " max_response_bytes, procedure, retries, timeout"),
            fault(
                    FORWARDER,
                    "{'subscriptions': []}",
                    "'extra.subscriptions' is no list of 1 to 1000 objects; write objects with 'topic' and 'url'"),
            fault(
                    FORWARDER,
                    "{'subscriptions': [{'url': 'http://h/'}]}",
                    "'extra.subscriptions[0].topic' is missing; add it"),
            fault(
                    FORWARDER,
                    "{'subscriptions': [{'url': 'http://h/#a', 'topic': 't'}]}",
                    "'extra.subscriptions[0].url' has a fragment, which HTTP does not send; remove it"),
            fault(
                    FORWARDER,
                    "{'subscriptions': [{'url': 'http://h/', 'topic': 't', 'match': 'regex'}]}",
                    "'extra.subscriptions[0].match' is none of exact, prefix, wildcard; write one of them"),
            fault(
                    FORWARDER,
                    "{'subscriptions': [{'url': 'http://h/', 'topic': 't'}], 'method': 'CONNECT'}",
                    "'extra.method' is no HTTP method that a bridge sends; write POST or PUT"),
            fault(
                    FORWARDER,
                    "{'subscriptions': [{'url': 'http://h/', 'topic': 't'}], 'debug': 1}",
                    "'extra.debug' is neither true nor false; write one of them"));

    @TempDir
    private static Path directory;

    private static final List<String> STARTS = new ArrayList<>();
    private static HttpTarget target;
    private static Node node;
    private static WampClient client;
    private static WampSession session;

    private static Map.Entry<String, List<String>> fault(String classname, String extra, String line) {
        return Map.entry(line, List.of(classname, extra.replace('\'', '"')));
    }

    @BeforeAll
    static void start() throws IOException {
        target = new HttpTarget();
        String base = "http://127.0.0.1:" + target.port();
        List<String> components = new ArrayList<>(List.of(
                component(
                        CALLEE,
                        "{'baseurl': '%s/api/', 'procedure': 'com.http', 'timeout': 60000,".formatted(base)
                                + " 'max_response_bytes': 1000}"),
                component(CALLEE, "{'baseurl': '%s/api/', 'procedure': 'com.hurried', 'timeout': 100}".formatted(base)),
                // Port 1 is reserved.
                component(CALLEE, "{'baseurl': 'http://127.0.0.1:1/', 'procedure': 'com.dead', 'retries': 1}"),
                component(
                        FORWARDER,
                        "{'subscriptions': [{'url': '%1$s/in?key=1', 'topic': 'com.exact'},".formatted(base)
                                + "{'url': '%1$s/events', 'topic': 'com.many.', 'match': 'prefix'}], 'expectedcode': 204,"
                                        .formatted(base)
                                + "'method': 'put', 'timeout': 60000, 'debug': true}")));
        FAULTS.values().forEach(fault -> components.add(component(fault.get(0), fault.get(1))));
        RecordedLog log = RecordedLog.named("io.signalbox.router.component.HostedComponent");
        start(CONFIG.replace("COMPONENTS", String.join(", ", components)));
        STARTS.addAll(log.lines());
        assertThat(log.traces()).isEmpty();
        log.stop();
    }

    private static String component(String classname, String extra) {
        return """
                {"type": "class", "classname": "%s", "realm": "realm1", "extra": %s}"""
                .formatted(classname, extra.replace('\'', '"'));
    }

    private static void start(String config) throws IOException {
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of())
                .load(Files.writeString(directory.resolve("node.json"), config), NodeConfig.class);
        assertThat(checked.problems()).noneMatch(problem -> problem.jsonPath().contains("components"));
        node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
        client = WampClient.builder(node.addresses().getFirst(), "realm1").build();
        session = client.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        target.close();
        assertThat(node.stop()).isTrue();
    }

    @AfterEach
    void forgetRequests() {
        target.requests.clear();
    }

    private static Call call(String method, String url) {
        return session.newCall("com.http").kwarg("method", method).kwarg("url", url);
    }

    private static JsonNode result(Call call) {
        return call.await().args().path(0);
    }

    private static WampException failure(Call call) {
        return catchThrowableOfType(WampException.class, call::await);
    }

    @Test
    void a_call_is_a_request_and_its_result_is_the_response() throws InterruptedException {
        JsonNode result = result(call("POST", "echo?a=1")
                .kwarg("body", "\u00fc")
                .kwarg("headers", Map.of("X-One", List.of("1", "2"), "Authorization", "Bearer abc"))
                .kwarg("params", Map.of("b", "2 &")));
        assertThat(result.path("code").asInt()).isEqualTo(200);
        assertThat(result.path("content").asText()).isEqualTo("caf\u00e9 \u00fc");
        assertThat(result.at("/headers/X-Kind")).hasToString("[\"test\",\"more\"]");
        HttpTarget.Received request = target.next();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/api/echo?a=1&b=2+%26");
        assertThat(request.headers().get("X-One")).containsExactly("1", "2");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer abc");
        assertThat(request.body()).isEqualTo("\u00fc");
    }

    @Test
    void arguments_by_position_have_the_order_of_crossbar() throws InterruptedException {
        result(session.newCall("com.http").args("get", "echo", "", Map.of("X-One", List.of("1")), Map.of("b", 2)));
        HttpTarget.Received request = target.next();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/api/echo?b=2");
        assertThat(request.headers().getFirst("X-One")).isEqualTo("1");
    }

    @Test
    void an_error_status_is_a_result() {
        assertThat(result(call("GET", "missing")).path("code").asInt()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/api/echo",
                "//localhost/api/echo",
                "//joe@127.0.0.1/api/echo",
                "/secret",
                "../secret",
                "..%2fsecret",
                "%2e%2e/secret",
                "a\\..\\secret",
                "echo\r\nX-Evil: 1"
            })
    void a_url_outside_of_the_base_is_refused_and_no_request_is_sent(String url) {
        assertThat(failure(call("GET", url)).uri()).isEqualTo("wamp.error.invalid_argument");
        assertThat(target.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "X-One, '1\r\nX-Evil: 1'",
        "X-One, '1\n'",
        "X-One, '1\u0000'",
        "X-One, caf\u00e9",
        "'X-One: 1\r\nX-Evil', 1",
        "'X One', 1",
        "'', 1",
        "Host, evil.example",
        "Connection, close",
        "connection, X-One",
        "Transfer-Encoding, chunked",
        "Content-Length, 5",
        "Upgrade, websocket",
        "TE, trailers",
        "Trailer, X-One",
        "Keep-Alive, timeout=5",
        "Proxy-Authorization, Basic abc",
        "Proxy-Connection, close",
        "Expect, 100-continue",
        "HTTP2-Settings, abc"
    })
    void a_header_that_could_change_the_frame_of_the_request_is_refused(String name, String value) {
        WampException failure = failure(call("POST", "echo").kwarg("headers", Map.of(name, List.of("0", value))));
        assertThat(failure.uri()).isEqualTo("wamp.error.invalid_argument");
        assertThat(target.requests).isEmpty();
    }

    @Test
    void arguments_that_are_no_request_are_refused() {
        List<Call> calls = List.of(
                session.newCall("com.http"),
                call("CONNECT", "echo"),
                call("TRACE", "echo"),
                call("GET /", "echo"),
                call("GET", "echo").kwarg("bodies", ""),
                call("GET", "echo").kwarg("body", 1),
                call("GET", "echo").kwarg("headers", "X-One: 1"),
                call("GET", "echo").kwarg("params", Map.of("a", List.of("1"))),
                call("GET", "echo").args("GET"),
                session.newCall("com.http").args("GET", "echo", "", Map.of(), Map.of(), 6));
        assertThat(calls).allSatisfy(call -> assertThat(failure(call).uri()).isEqualTo("wamp.error.invalid_argument"));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 101; i++) {
            many.put("X-" + i, "1");
        }
        assertThat(failure(call("GET", "echo").kwarg("headers", many)).getMessage())
                .contains("more than 100 values");
        assertThat(failure(call("GET", "echo").kwarg("headers", Map.of("X-One", "x".repeat(16_384))))
                        .getMessage())
                .contains("more than 16384 characters");
        assertThat(target.requests).isEmpty();
    }

    @Test
    void a_redirection_is_followed_below_the_base_only() {
        assertThat(result(call("GET", "moved")).path("content").asText()).startsWith("caf\u00e9");
        assertThat(result(call("POST", "moved")).path("code").asInt()).isEqualTo(302);
        target.requests.clear();
        for (String url : List.of("out", "away")) {
            JsonNode result = result(call("GET", url));
            assertThat(result.path("code").asInt()).isEqualTo(302);
            assertThat(result.at("/headers/Location")).hasSize(1);
        }
        assertThat(target.requests).hasSize(2);
        target.requests.clear();
        assertThat(result(call("GET", "loop")).path("code").asInt()).isEqualTo(302);
        assertThat(target.requests).hasSize(6);
    }

    @Test
    void a_response_is_as_long_as_the_limit_at_most() {
        assertThat(result(call("GET", "longest")).path("content").asText()).isEqualTo(HttpTarget.LONGEST);
        WampException failure = failure(call("GET", "longer"));
        assertThat(failure.uri()).isEqualTo("wamp.error.payload_size_exceeded");
        assertThat(failure.getMessage()).endsWith("the response has more than 1000 bytes");
    }

    @Test
    void a_server_that_does_not_answer_ends_the_call_with_a_timeout() {
        WampException failure = failure(session.newCall("com.hurried").args("GET", "hang"));
        assertThat(failure.uri()).isEqualTo("wamp.error.timeout");
    }

    @Test
    void a_server_that_cannot_be_reached_is_tried_again_and_is_then_an_error() {
        RecordedLog log = RecordedLog.named("io.signalbox.router.bridge.RestCallee");
        WampException failure = failure(session.newCall("com.dead").args("POST", ""));
        assertThat(failure.uri()).isEqualTo("wamp.error.runtime_error");
        assertThat(failure.getMessage()).endsWith("the HTTP server cannot be reached");
        assertThat(failure(session.newCall("com.dead").args("POST", "")).uri()).isEqualTo("wamp.error.runtime_error");
        assertThat(log.lines()).singleElement().asString().contains("procedure=com.dead fails: ", "ConnectException");
        log.stop();
    }

    @Test
    void a_request_without_a_response_is_sent_again_if_its_method_is_idempotent() {
        target.drops = 2;
        assertThat(result(call("PUT", "drop")).path("code").asInt()).isEqualTo(200);
        assertThat(target.requests).hasSize(3);
        target.drops = 3;
        assertThat(failure(call("PUT", "drop")).uri()).isEqualTo("wamp.error.runtime_error");
        target.requests.clear();
        target.drops = 1;
        assertThat(failure(call("POST", "drop")).uri()).isEqualTo("wamp.error.runtime_error");
        assertThat(target.requests).hasSize(1);
        target.drops = 0;
    }

    @Test
    void an_event_is_a_request_with_sorted_keys() throws InterruptedException {
        session.newPublication("com.exact")
                .args("\u00fc")
                .kwarg("b", 1)
                .kwarg("a", Map.of("d", 1, "c", List.of(true)))
                .acknowledge();
        HttpTarget.Received request = target.next();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.target()).isEqualTo("/in?key=1");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.body())
                .isEqualTo("{\"args\":[\"\u00fc\"],\"kwargs\":{\"a\":{\"c\":[true],\"d\":1},\"b\":1}}");
    }

    @Test
    void events_arrive_in_order() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            session.publish("com.many.numbers", i);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(target.next().body()).isEqualTo("{\"args\":[" + i + "],\"kwargs\":{}}");
        }
    }

    @Test
    void failures_of_forwarding_are_one_line_when_they_begin_and_one_when_they_end() throws InterruptedException {
        RecordedLog log = RecordedLog.named("io.signalbox.router.bridge.ForwardedTopic");
        target.status = 500;
        session.publish("com.many.failures", 1);
        session.publish("com.many.failures", 2);
        assertThat(target.next()).isNotNull();
        assertThat(target.next()).isNotNull();
        target.status = 204;
        session.publish("com.many.failures", 3);
        Patience.await().untilAsserted(() -> {
            List<String> lines = log.lines();
            assertThat(lines).anyMatch(line -> line.endsWith("succeeds again after 2 failures"));
            assertThat(lines)
                    .filteredOn(line -> line.contains(" fails: "))
                    .singleElement()
                    .asString()
                    .endsWith(
                            "topic=com.many. forwarding of events fails: the HTTP server has answered with status 500, not"
                                    + " 204; further failures are counted until one succeeds");
        });
        log.stop();
    }

    @Test
    void a_faulty_extra_fails_its_component_with_one_line_and_the_others_run() {
        Set<String> texts = new HashSet<>();
        STARTS.stream()
                .filter(line -> line.contains("has failed: "))
                .forEach(line -> texts.add(line.substring(line.indexOf("has failed: ") + "has failed: ".length())));
        assertThat(texts).containsExactlyInAnyOrderElementsOf(FAULTS.keySet());
        assertThat(STARTS).noneMatch(line -> line.contains("secret1"));
    }

    @Test
    void the_example_of_the_documentation_runs() throws IOException, InterruptedException {
        String text = Files.readString(Path.of("..", "config-examples", "components", "bridges.json"));
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of())
                .load(
                        Files.writeString(
                                directory.resolve("bridges.json"),
                                text.replace("8080", "0").replace("8000", "" + target.port())),
                        NodeConfig.class);
        assertThat(checked.problems()).isEmpty();
        Node example = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        assertThat(example.start()).isTrue();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (WampClient caller =
                WampClient.builder(example.addresses().getFirst(), "realm1").build()) {
            WampSession joined = caller.connect();
            JsonNode result = joined.newCall("com.example.http")
                    .kwarg("method", "GET")
                    .kwarg("url", "echo")
                    .await()
                    .args()
                    .path(0);
            assertThat(result.path("code").asInt()).isEqualTo(200);
            assertThat(target.next().target()).isEqualTo("/echo");
            joined.publish("com.example.order.created", 7);
            assertThat(target.next().body()).isEqualTo("{\"args\":[7],\"kwargs\":{}}");
        } finally {
            assertThat(example.stop()).isTrue();
        }
        Patience.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .as("threads left behind")
                        .filteredOn(thread -> !before.contains(thread))
                        .extracting(Thread::getContextClassLoader)
                        .noneMatch(loader -> loader != null
                                && loader.getClass().getSimpleName().equals("ComponentLoader")));
    }
}
