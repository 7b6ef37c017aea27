package io.signalbox.router.config;

import static io.signalbox.router.config.ConfigForms.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers, endpoints and the controller in the styles of public configurations of Crossbar.io. */
class PublicWorkerStylesTest {
    @TempDir
    private Path directory;

    private ConfigForms forms;

    @BeforeEach
    void use_the_directory() throws IOException {
        forms = new ConfigForms(directory);
    }

    @Test
    void unix_sockets_and_rawsockets_between_workers() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "rawsocket", "endpoint": {"type": "unix", "path": "$DIR/x.sock"},
                         "serializers": ["cbor"], "options": {"max_message_size": 1048576},
                         "auth": {"anonymous": {"type": "static", "role": "frontend"}}},
                        {"type": "web", "endpoint": {"type": "unix", "path": "web.sock", "backlog": 10},
                         "paths": {"/": {"type": "static", "directory": "web"}}},
                        {"type": "websocket", "endpoint": {"type": "tcp", "portrange": [9000, 9100]},
                         "auth": {"anonymous": {"type": "static"}}}
                        """))
                .containsExactly("warning: $.workers[0].transports[2].auth.anonymous: " + ConfigForms.OPEN);
    }

    @Test
    void one_port_for_all_protocols() throws IOException {
        assertThat(
                        forms.problemsOf(
                                """
                        {"type": "universal", "endpoint": {"type": "tcp", "port": 8080, "tls": {"key": "k"}},
                         "rawsocket": {"serializers": ["cbor"]},
                         "websocket": {"ws": {"type": "websocket", "auth": {"ticket": {"type": "function"}}}},
                         "mqtt": {"options": {"realm": "realm1"}},
                         "web": {"paths": {"/": {"type": "wsgi"}, "call": {"type": "caller"}}}}
                        """))
                .containsExactly(
                        "error: $.workers[0]: this node does not run Python code: transports[0].websocket.ws.auth.ticket"
                                + " 'function' (line #), transports[0].web.paths['/'] 'wsgi' (line #) - write a"
                                + " Java class, see type 'provider'; serve it from an HTTP server behind a common proxy",
                        "error: " + T + "endpoint.tls: has a 'key' without a 'certificate' - add 'certificate' with the"
                                + " file of the certificate",
                        "warning: " + T + "rawsocket: every client that reaches this port may join as 'anonymous' - add"
                                + " 'auth' with 'anonymous' if that is meant, or bind 'interface' to 127.0.0.1",
                        "error: " + T + "mqtt: 'mqtt' is not supported yet (MQTT) - remove it",
                        "error: " + T + "web.paths.call.type: 'caller' is not supported yet (this web service) -"
                                + " remove the path");
    }

    @Test
    void containers_and_guests_with_all_their_options() throws IOException {
        assertThat(
                        forms.problems(
                                """
                        {"version": 2, "workers": [
                         {"id": "files", "type": "router", "options": {"env": {"inherit": true, "vars": {"A": "b"}},
                            "cpu_affinity": [0]},
                          "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 8080},
                            "paths": {"/": {"type": "static", "directory": "web"}}}]},
                         {"type": "container", "options": {"pythonpath": ["."], "shutdown": "shutdown-manual"},
                          "components": [
                           {"type": "class", "id": "one", "classname": "app.One", "realm": "realm1", "extra": {"a": 1},
                            "transport": {"type": "rawsocket", "serializer": "cbor",
                              "endpoint": {"type": "unix", "path": "$DIR/x.sock"}}},
                           {"type": "function", "realm": "realm1", "callbacks": {"join": "app.on_join"},
                            "transport": {"type": "websocket", "url": "wss://example.com/ws",
                              "endpoint": {"type": "tcp", "host": "example.com", "port": 443, "tls": {}}}}]},
                         {"type": "guest", "executable": "/usr/bin/env", "arguments": ["node", "app.js"],
                          "options": {"workdir": "web", "env": {"inherit": ["PATH"], "vars": {"A": "${SECRET}"}},
                            "stdin": {"type": "json", "value": {}}, "stdout": "log", "stderr": "close",
                            "watch": {"directories": ["../node"], "action": "restart"}}}]}
                        """))
                .containsExactly(
                        "warning: $.workers[0].options.env: 'env' has no effect: all workers run in one JVM"
                                + " - remove it",
                        "warning: $.workers[0].options.cpu_affinity: 'cpu_affinity' has no effect: all workers run in"
                                + " one JVM, start it with taskset instead - remove it",
                        "error: $.workers[1]: this node does not run Python code: components[0] 'app.One' (line #),"
                                + " components[1] 'function' (line #)"
                                + " - add these workers, which run the components with autobahn: {\"type\":\"guest\","
                                + "\"executable\":\"python3\",\"arguments\":[\"-c\",\"import json, sys; from twisted.internet"
                                + " import reactor; from twisted.internet.endpoints import clientFromString; from"
                                + " autobahn.twisted.wamp import ApplicationRunner\\nfrom app import One as make\\n"
                                + "ApplicationRunner('rs://localhost', 'realm1', extra=json.load(sys.stdin)).run(make,"
                                + " endpoint=clientFromString(reactor, 'unix:$DIR/x.sock'))\"],\"options\":{"
                                + "\"env\":{\"vars\":{\"PYTHONPATH\":\".\"}},\"stdin\":{\"type\":\"json\",\"value\":{"
                                + "\"a\":1}}}}, {\"type\":\"guest\",\"executable\":\"python3\",\"arguments\":[\"-c\",\"from"
                                + " autobahn.twisted.wamp import ApplicationRunner\\nimport app\\nfrom"
                                + " autobahn.twisted.wamp import ApplicationSession\\ndef make(config):\\n session ="
                                + " ApplicationSession(config)\\n session.on('join', app.on_join)\\n return session\\n"
                                + "ApplicationRunner('wss://example.com/ws', 'realm1').run(make)\"],"
                                + "\"options\":{\"env\":{\"vars\":{"
                                + "\"PYTHONPATH\":\".\"}}}}; for a class in Java, add its jar to 'classpath' of the component",
                        "warning: $.workers[2].options.watch.directories[0]: the directory "
                                + directory.resolveSibling("node")
                                + " does not exist - create the directory, or correct the path");
    }

    @Test
    void two_routers_with_realms_of_one_name() throws IOException {
        String worker =
                """
                {"type": "router", "realms": [{"name": "realm1", "roles": [{"name": "backend", "permissions": [
                   {"uri": "com.example.*", "allow": {"call": true, "register": true}}]}]}],
                 "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": %d}}]}
                """;
        assertThat(forms.problems("{\"version\": 2, \"workers\": [" + worker.formatted(9000) + ", "
                        + worker.formatted(9001).replace("backend", "anonymous") + "]}"))
                .containsExactly(
                        "warning: " + T.substring(0, T.length() - 1) + ": no realm of the worker has the role"
                                + " 'anonymous' that clients get here, so no client can join"
                                + " - add the role to a realm, or name another role in 'auth'",
                        "warning: $.workers[1].transports[0]: every client that reaches this port may join as"
                                + " 'anonymous' - add 'auth' with 'anonymous' if that is meant, or bind 'interface' to"
                                + " 127.0.0.1");
    }

    @Test
    void a_controller_with_options_and_a_manhole() throws IOException {
        assertThat(
                        forms.problems(
                                """
                        {"version": 2, "$schema": "https://example.com/schema.json", "controller": {"id": "node1",
                          "options": {"shutdown": ["shutdown_on_last_worker_exit"], "title": "mynode",
                            "enable_parallel_worker_start": true},
                          "manhole": {"endpoint": {"type": "tcp", "port": 6022}, "users": []}},
                         "workers": [{"type": "router", "options": {"title": "worker", "disabled": "${SECRET}"},
                          "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
                            {"uri": "com.", "match": "prefix", "allow": {"call": true}, "cache": true}]}]}],
                          "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": "$PORT"},
                            "auth": {"anonymous": {"type": "static"}}}]}]}
                        """))
                .containsExactly(
                        "warning: $.controller.options.title: 'title' has no effect: a JVM does not rename its process"
                                + " - remove it",
                        "error: $.controller.manhole: 'manhole' cannot be supported: it is a Python shell - remove it;"
                                + " attach jcmd or a debugger",
                        "warning: $.workers[0].options.title: 'title' has no effect: all workers run in one JVM"
                                + " - remove it");
    }
}
