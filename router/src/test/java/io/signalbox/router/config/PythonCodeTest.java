package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonCodeTest {
    @TempDir
    private Path directory;

    @Test
    void all_python_code_of_a_worker_is_one_error() throws IOException {
        String worker =
                """
                {"type": "router", "options": {"pythonpath": [".."], "python": "pypy"},
                 "manhole": {"endpoint": {"type": "tcp", "port": 6022}},
                 "realms": [%s],
                 "components": [
                  {"type": "class", "classname": "hello.Hello", "realm": "realm1", "role": "anonymous"},
                  {"type": "function", "realm": "realm1", "callbacks": {"join": "a.on_join"}}],
                 "transports": [
                  {"type": "web", "endpoint": {"type": "tcp", "port": 8080}, "paths": {
                   "/": {"type": "wsgi", "module": "m", "object": "app"},
                   "res": {"type": "resource", "classname": "m.Resource"},
                   "pkg": {"type": "static", "package": "mypackage", "resource": "web"},
                   "ws": {"type": "websocket", "auth": {"wampcra": {"type": "function", "create": "m.auth"}}}}},
                  {"type": "websocket", "endpoint": {"type": "twisted", "server_string": "tcp:9000"}}]}
                """
                        .formatted(ConfigFile.REALM);
        assertThat(new ConfigFile(directory).problems("{\"version\": 2, \"workers\": [\n" + worker + "]}"))
                .containsExactly("node.json:2:1: error: $.workers[0]: this node does not run Python code:"
                        + " manhole 'manhole' (line 3),"
                        + " components[0] 'hello.Hello' (line 6), components[1] 'function' (line 7),"
                        + " transports[0].paths['/'] 'wsgi' (line 10),"
                        + " transports[0].paths.res 'm.Resource' (line 11),"
                        + " transports[0].paths.pkg 'mypackage' (line 12),"
                        + " transports[0].paths.ws.auth.wampcra 'm.auth' (line 13),"
                        + " transports[1].endpoint 'twisted' (line 14)"
                        + " - attach jcmd or a debugger in place of the manhole; add these workers, which run"
                        + " the components with autobahn: {\"type\":\"guest\",\"executable\":\"pypy\",\"arguments\":[\"-c\","
                        + "\"from autobahn.twisted.wamp import ApplicationRunner\\nfrom hello import Hello as make\\n"
                        + "ApplicationRunner('ws://127.0.0.1:8080/ws', 'realm1').run(make)\"],\"options\":{\"env\":{"
                        + "\"vars\":{\"PYTHONPATH\":\"..\"}}}},"
                        + " {\"type\":\"guest\",\"executable\":\"pypy\",\"arguments\":[\"-c\","
                        + "\"from autobahn.twisted.wamp import ApplicationRunner\\nimport a\\n"
                        + "from autobahn.twisted.wamp import ApplicationSession\\ndef make(config):\\n"
                        + " session = ApplicationSession(config)\\n session.on('join', a.on_join)\\n return session\\n"
                        + "ApplicationRunner('ws://127.0.0.1:8080/ws', 'realm1').run(make)\"],\"options\":{\"env\":{"
                        + "\"vars\":{\"PYTHONPATH\":\"..\"}}}}; for a class in Java, add its jar to 'classpath' of the"
                        + " component; serve it from an HTTP server behind a common proxy; write the"
                        + " 'directory' of the files in place of the package; write a Java class, see type"
                        + " 'provider'; use type 'tcp' with interface 127.0.0.1");
    }

    @Test
    void a_long_list_of_components_is_shortened() throws IOException {
        String components = IntStream.range(0, 20)
                .mapToObj(i -> "{\"type\": \"class\", \"classname\": \"a.C" + i + "\"}")
                .collect(Collectors.joining(", "));
        assertThat(new ConfigFile(directory)
                        .problems("{\"version\": 2, \"workers\": [\n{\"type\": \"router\", \"components\": ["
                                + components + "]}]}"))
                .singleElement()
                .asString()
                .contains("components[7] 'a.C7' (line 2) and 12 more - add these workers")
                .contains("from a import C7 as make", ", and one such worker for each further component; for a class")
                .doesNotContain("C8");
    }

    private String guestOf(String transport, String component) throws IOException {
        return new ConfigFile(directory)
                        .problems("{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": ["
                                + ConfigFile.REALM + "], \"transports\": [" + transport + "], \"components\": ["
                                + component + "]}]}")
                        .stream()
                        .filter(line -> line.contains("with autobahn: "))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void a_guest_connects_to_the_first_websocket_or_else_the_first_rawsocket_of_its_worker() throws IOException {
        String component = "{\"type\": \"class\", \"classname\": \"a.B\", \"realm\": \"it's\"}";
        String files = "{\"type\": \"web\", \"endpoint\": {\"type\": \"tcp\", \"port\": 8080}, \"paths\": {\"/\":"
                + " {\"type\": \"static\", \"directory\": \".\"}}}";
        String raw =
                "{\"type\": \"rawsocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000, \"interface\": \"127.0.0.2\"}}";
        String unix = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"unix\", \"path\": \"a.sock\"}}";
        assertThat(guestOf(files + ", " + raw, component))
                .contains("ApplicationRunner('rs://127.0.0.2:9000', 'it\\\\'s').run(make)");
        assertThat(guestOf(raw + ", " + unix, component))
                .contains("ApplicationRunner('ws://localhost/', 'it\\\\'s')"
                        + ".run(make, endpoint=clientFromString(reactor, 'unix:a.sock'))");
    }

    @Test
    void a_variable_stays_one_in_the_guest() throws IOException {
        assertThat(
                        guestOf(
                                "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": \"${PORT}\"}}",
                                "{\"type\": \"class\", \"classname\": \"a.B\", \"realm\": \"realm1\", \"extra\": \"${SECRET}\"}"))
                .contains("ApplicationRunner('ws://127.0.0.1:${PORT}/', ", "\"value\":\"${SECRET}\"");
    }

    @Test
    void a_long_extra_is_copied_by_hand() throws IOException {
        String component = "{\"type\": \"class\", \"classname\": \"a.B\", \"realm\": \"realm1\", \"extra\": \"%s\"}";
        assertThat(guestOf(
                        ConfigFile.webSocketWith("\"serializers\": [\"json\"]"),
                        component.formatted("x".repeat(3_000))))
                .contains("\"value\":\"" + "x".repeat(3_000) + "\"}}}; for a class in Java");
        assertThat(guestOf(
                        ConfigFile.webSocketWith("\"serializers\": [\"json\"]"),
                        component.formatted("x".repeat(5_000))))
                .contains(
                        "\"stdin\":{\"type\":\"json\",\"value\":{}}}} (write the 'extra' of the component in place of {});")
                .hasSizeLessThan(1_000);
    }

    @Test
    void functions_that_the_configuration_does_not_name_get_no_guest() throws IOException {
        assertThat(new ConfigFile(directory)
                        .problems("{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": ["
                                + ConfigFile.REALM
                                + "], \"components\": [{\"type\": \"function\", \"callbacks\": {\"join\": \"f\"}}]}]}"))
                .singleElement()
                .asString()
                .endsWith("components[0] 'function' (line 1) - run it as a worker of type 'guest'");
    }

    @Test
    void settings_for_python_are_warnings_in_a_worker_without_python_code() throws IOException {
        assertThat(new ConfigFile(directory)
                        .problems("{\"version\": 2, \"workers\": [{\"type\": \"router\", \"options\": {\n\"python\":"
                                + " \"/usr/bin/pypy\",\n\"pythonpath\": [\"..\"]}, \"components\": [], \"realms\": ["
                                + ConfigFile.REALM + "], \"transports\": ["
                                + ConfigFile.webSocketWith("\"serializers\": [\"json\"]") + "]}]}"))
                .containsExactly(
                        "node.json:2:1: warning: $.workers[0].options.python: 'python' has no effect: this node runs no"
                                + " Python - remove it",
                        "node.json:3:1: warning: $.workers[0].options.pythonpath: 'pythonpath' has no effect: this node"
                                + " runs no Python - remove it");
    }
}
