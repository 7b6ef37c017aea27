package io.signalbox.router.config;

import static io.signalbox.router.config.ConfigFile.ENDPOINT;
import static io.signalbox.router.config.ConfigFile.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigItemProblemsTest {
    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    @Test
    void a_value_of_the_wrong_type_is_described() throws IOException {
        assertThat(file.problems(
                        REALM,
                        "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": \"8080\","
                                + " \"interface\": \"127.0.0.1\"}, \"options\": {\"tcp_nodelay\": \"true\"}}"))
                .containsExactly(
                        "node.json:4:59: warning: $.workers[0].transports[0].endpoint.port: the port is a string"
                                + " - write 8080 without quotes",
                        "node.json:4:121: error: $.workers[0].transports[0].options.tcp_nodelay: must be a boolean,"
                                + " but is the string 'true' - write true or false, without quotes");
    }

    @Test
    void an_unknown_key_is_an_error_with_a_suggestion() throws IOException {
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"serialisers\": []")))
                .containsExactly("node.json:4:89: error: $.workers[0].transports[0].serialisers:"
                        + " unknown key 'serialisers' - did you mean 'serializers'?");
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"auth\": {\"xyz\": 1}")))
                .containsExactly("node.json:4:98: error: $.workers[0].transports[0].auth.xyz:"
                        + " unknown key 'xyz' - remove the key; known here: anonymous, ticket, wampcra,"
                        + " scram, cryptosign, tls, cookie, jwt");
    }

    @Test
    void an_unknown_key_in_a_realm_or_role_is_a_warning() throws IOException {
        String realm = "{\"name\": \"realm1\",\n\"role\": [], \"roles\": [{\"name\": \"anonymous\", \"comment\": []}]}";
        assertThat(file.problems(realm, ""))
                .containsExactly(
                        "node.json:3:1: warning: $.workers[0].realms[0].role: unknown key 'role'"
                                + " - did you mean 'roles'?",
                        "node.json:3:45: warning: $.workers[0].realms[0].roles[0].comment:"
                                + " unknown key 'comment' - remove the key; known here: name, permissions,"
                                + " authorizer, authorizer_timeout, allow-by-default, link, slow_consumer");
        assertThat(file.config(ConfigFile.node(realm, "")).workers()).hasSize(1);
    }

    @Test
    void a_misspelled_key_is_an_error_where_the_right_one_is_missing() throws IOException {
        String role = "{\"name\": \"realm1\",\n\"role\": [{\"name\": \"anonymous\"}]}";
        assertThat(file.problems(role, ConfigFile.webSocketWith("\"auth\": {\"anonymous\": {\"type\": \"static\"}}")))
                .containsExactly("node.json:3:1: error: $.workers[0].realms[0].role: unknown key 'role'"
                        + " - did you mean 'roles'?");
        assertThat(file.problems("{\"name\": \"realm1\", \"roles\": [{\"name\": \"a\",\n\"permission\": []}]}", ""))
                .containsExactly("node.json:3:1: error: $.workers[0].realms[0].roles[0].permission:"
                        + " unknown key 'permission' - did you mean 'permissions'?");
    }

    @Test
    void a_key_that_belongs_elsewhere_is_told_where() throws IOException {
        String web =
                "{\"type\": \"web\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000}, \"paths\": {\"ws\": {\"type\":"
                        + " \"websocket\"}, \"b\": {\"type\": \"websocket\"}},\n\"auth\": {\"anonymous\": {\"type\": \"static\"}}}";
        assertThat(file.problems(REALM, web))
                .containsExactly("node.json:5:1: error: $.workers[0].transports[0].auth: unknown key 'auth'"
                        + " - move the key to $.workers[0].transports[0].paths.ws.auth");
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\n\"allowed_origins\": [\"https://a.com\"]")))
                .containsExactly("node.json:5:1: error: $.workers[0].transports[0].allowed_origins: unknown key"
                        + " 'allowed_origins' - move the key to $.workers[0].transports[0].options.allowed_origins");
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"options\": {\n\"auth\": {}}")))
                .containsExactly("node.json:5:1: error: $.workers[0].transports[0].options.auth: unknown key"
                        + " 'auth' - move the key to $.workers[0].transports[0].auth");
        assertThat(file.problems(
                        "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}],\n\"auth\": {}}",
                        ConfigFile.webSocketWith("\"id\": \"abc\"")))
                .containsExactly("node.json:3:1: error: $.workers[0].realms[0].auth: unknown key 'auth' - move"
                        + " the key to the intended transport or path of type 'websocket'");
    }

    @Test
    void a_rule_of_version_1_is_rewritten() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"permissions\": [\n%s]}]}";
        String text = "node.json:3:1: error: $.workers[0].realms[0].roles[0].permissions[0]: the rule has the form of"
                + " version 1: ";
        assertThat(file.problems(realm.formatted("{\"uri\": \"com.*\", \"publish\": true, \"subscribe\": false}"), ""))
                .containsExactly(text + "publish, subscribe beside 'uri' - write"
                        + " {\"uri\":\"com.*\",\"allow\":{\"publish\":true,\"subscribe\":false}}");
        assertThat(file.problems(realm.formatted("{\"uri\": \"a\", \"call\": true, \"allow\": {}}"), ""))
                .containsExactly(text + "call beside 'uri' - move call into 'allow'");
    }

    @Test
    void a_worker_with_realms_and_no_transport_is_worth_a_warning() throws IOException {
        String text = "{\"version\": 2, \"workers\": [\n{\"type\": \"router\", \"realms\": [" + REALM + "]%s}]}";
        assertThat(file.problems(text.formatted("")))
                .containsExactly("node.json:2:1: warning: $.workers[0]: the worker has realms but no transport,"
                        + " so no client can connect - add a transport");
        assertThat(file.problems(text.formatted(",\n\"transports\": []")))
                .containsExactly("node.json:3:15: warning: $.workers[0].transports: the worker has realms but no"
                        + " transport, so no client can connect - add a transport");
    }

    @Test
    void a_value_of_the_wrong_type_is_not_judged_further() throws IOException {
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"options\": {\n\"auto_ping_timeout\": \"5000\"}")))
                .containsExactly("node.json:5:22: error: $.workers[0].transports[0].options.auto_ping_timeout: must be"
                        + " an integer, but is the string '5000' - write 5000 without quotes");
    }

    @Test
    void a_type_that_is_refused_leaves_nothing_else_to_judge() throws IOException {
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},\n%s}";
        assertThat(file.problems(REALM, open.formatted("\"auth\": {\n\"anonymous-proxy\": {\"type\": \"static\"}}")))
                .containsExactly(
                        "node.json:6:1: error: $.workers[0].transports[0].auth.anonymous-proxy: 'anonymous-proxy' cannot"
                                + " be supported: it belongs to proxy workers - connect clients to the router worker");
        assertThat(file.problems("{\"version\": 2, \"workers\": [{\"components\": [{\"type\": \"class\"}],\n\"type\":"
                        + " \"proxy\"}]}"))
                .containsExactly(
                        "node.json:2:1: error: $.workers[0].type: 'proxy' cannot be supported: this node is one process"
                                + " on all cores - connect clients to the router worker");
    }

    @Test
    void nul_is_no_part_of_a_value_and_is_shown_as_an_escape() throws IOException {
        String store =
                "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}], \"store\": {\"type\": \"sqlite\","
                        + "\n\"path\": \"a\\u0000b.sqlite\"}}";
        assertThat(file.problems(store, ""))
                .containsExactly("node.json:3:9: error: $.workers[0].realms[0].store.path: contains the"
                        + " character U+0000 - remove the character");
        String key = ConfigFile.webSocketWith("\"op\\u0000\\u001b\\u202e\": 1");
        assertThat(file.problems(REALM, key))
                .singleElement()
                .asString()
                .contains("unknown key 'op\\u0000\\u001b\\u202e'");
    }

    @Test
    void a_default_timeout_above_the_maximum_is_an_error() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}], \"options\":"
                + " {\"call_timeout\": {\"max\": 1000, \"default\": %d}}}";
        assertThat(file.problems(realm.formatted(1000), "")).isEmpty();
        assertThat(file.problems(realm.formatted(2000), ""))
                .containsExactly("node.json:2:107: error: $.workers[0].realms[0].options.call_timeout.default:"
                        + " is 2000 ms, above 'max' of 1000 ms - write at most 1000, or remove the key: 'max'"
                        + " applies to all calls");
    }

    @Test
    void call_queues_are_checked_like_histories() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}], \"store\":"
                + " {\"call-queue\": [\n{\"uri\": \"com.a\"},\n{\"uri\": \"com.a\"},\n{\"uri\": \"com..a\"}]}}";
        assertThat(file.problems(realm, ""))
                .containsExactly(
                        "node.json:4:1: error: $.workers[0].realms[0].store.call-queue[1]: duplicates the queue"
                                + " for the same uri and match at $.workers[0].realms[0].store.call-queue[0]"
                                + " - remove one of the two",
                        "node.json:5:9: error: $.workers[0].realms[0].store.call-queue[2].uri: 'com..a' is not"
                                + " a valid URI for match 'exact' in this realm - correct the URI, or choose"
                                + " another 'match'");
    }

    @Test
    void ids_are_unique_within_a_worker_only() throws IOException {
        String worker = "{\"type\": \"router\", \"realms\": [{\"id\": \"same\", \"name\": \"realm1\", \"roles\":"
                + " [{\"name\": \"anonymous\"}]}], \"transports\": [{\"id\": \"same\", \"type\": \"websocket\","
                + " \"endpoint\": {\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0}}]}";
        assertThat(file.problems("{\"version\": 2, \"workers\": [" + worker + ", " + worker + "]}"))
                .isEmpty();
    }

    @Test
    void a_duplicate_id_names_its_first_owner() throws IOException {
        String realm = "{\"id\": \"same\", \"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}]}";
        String second = ",\n{\"id\": \"same\", \"name\": \"realm2\", \"roles\": [{\"name\": \"anonymous\"}]}";
        assertThat(file.problems(realm + second, ""))
                .containsExactly("node.json:3:8: error: $.workers[0].realms[1].id: the id 'same' is taken by the realm"
                        + " at $.workers[0].realms[0] - choose another id, or remove the id");
    }

    @Test
    void a_duplicate_realm_name_names_its_first_owner() throws IOException {
        assertThat(file.problems(REALM + ",\n" + REALM, ""))
                .containsExactly("node.json:3:10: error: $.workers[0].realms[1].name: the worker has the realm"
                        + " 'realm1' already, at $.workers[0].realms[0] - merge the two realms, or move one to another"
                        + " worker");
    }

    @Test
    void two_workers_may_have_realms_of_one_name() throws IOException {
        String worker = "{\"type\": \"router\", \"realms\": [" + REALM + "], \"transports\": ["
                + ConfigFile.webSocketWith("\"serializers\": [\"json\"]") + "]}";
        String text = "{\"version\": 2, \"workers\": [" + worker + "," + worker + "]}";
        assertThat(file.problems(text)).isEmpty();
        assertThat(file.config(text).workers()).hasSize(2);
    }

    @Test
    void two_transports_cannot_share_a_port_of_one_interface() throws IOException {
        String first = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000}, \"auth\":"
                + " {\"anonymous\": {\"type\": \"static\"}}}";
        String second = ",\n{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"interface\": \"127.0.0.1\","
                + " \"port\": 9000}}";
        assertThat(file.problems(REALM, first + second))
                .containsExactly("node.json:5:85: error: $.workers[0].transports[1].endpoint.port: port 9000 is taken"
                        + " by the transport at $.workers[0].transports[0] - choose another port or interface");
    }

    @Test
    void port_zero_may_be_used_many_times() throws IOException {
        String transport = "{\"type\": \"websocket\", \"endpoint\": " + ENDPOINT + "}";
        assertThat(file.problems(REALM, transport + ",\n" + transport)).isEmpty();
    }

    @Test
    void a_port_out_of_range_is_refused() throws IOException {
        assertThat(file.problems(
                        REALM,
                        "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"interface\": \"127.0.0.1\","
                                + "\n\"port\": 65536}}"))
                .containsExactly("node.json:5:9: error: $.workers[0].transports[0].endpoint.port: must be between 0"
                        + " and 65535, but is 65536 - choose a number in this range");
    }

    @Test
    void the_directory_of_a_static_path_may_be_missing_but_is_no_file() throws IOException {
        String transport = ConfigFile.pathsWith("\n\"/\": {\"type\": \"static\", \"directory\": \"web\"}");
        assertThat(file.problems(REALM, transport))
                .containsExactly("node.json:5:38: warning: $.workers[0].transports[0].paths['/'].directory:"
                        + " the directory web does not exist, so there are no files until it does"
                        + " - create the directory, or correct the path");
        Files.writeString(directory.resolve("web"), "no directory");
        assertThat(file.problems(REALM, transport))
                .containsExactly("node.json:5:38: error: $.workers[0].transports[0].paths['/'].directory:"
                        + " web is not a directory - name the directory of the files");
        Files.delete(directory.resolve("web"));
        Files.createDirectory(directory.resolve("web"));
        assertThat(file.problems(REALM, transport)).isEmpty();
    }

    @Test
    void a_path_with_a_blank_is_refused() throws IOException {
        assertThat(file.problems(REALM, ConfigFile.pathsWith("\n\"w s\": {\"type\": \"websocket\"}")))
                .containsExactly("node.json:5:1: error: $.workers[0].transports[0].paths['w s']: 'w s' is not a"
                        + " valid key here - write '/', or 1 to 8 segments of 1 to 64 letters, digits, '_', '.' and '-'"
                        + " with '/' between them");
    }

    @Test
    void times_below_a_second_are_refused() throws IOException {
        for (String option : List.of("open_handshake_timeout", "hello_timeout", "auto_ping_interval")) {
            String refused = "node.json:5:%d: error: $.workers[0].transports[0].options.%s: values from 1 to 999 are"
                    + " too small, the unit is milliseconds - write 0 for off, or 1000 or more";
            for (int value : new int[] {1, 999}) {
                assertThat(file.problems(REALM, timed(option, value)))
                        .containsExactly(refused.formatted(option.length() + 5, option));
            }
            assertThat(file.problems(REALM, timed(option, 0))).isEmpty();
            assertThat(file.problems(REALM, timed(option, 1000))).isEmpty();
        }
    }

    @Test
    void what_may_wait_for_a_session_cannot_be_less_than_a_message() throws IOException {
        assertThat(file.problems(
                        REALM,
                        ConfigFile.webSocketWith("\"options\": {\"max_message_size\": 2000,"
                                + "\n\"slow_consumer\": {\"max_pending_bytes\": 1999}}")))
                .containsExactly(
                        "node.json:5:40: error: $.workers[0].transports[0].options.slow_consumer.max_pending_bytes:"
                                + " is below max_message_size (2000), so one large message would exceed the"
                                + " limit - raise the limit, or lower max_message_size");
    }

    @Test
    void a_worker_with_a_websocket_and_no_realm_is_worth_a_warning() throws IOException {
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000}}";
        assertThat(file.problems("", open))
                .containsExactly("node.json:1:57: warning: $.workers[0].realms: the worker has transports but no realm,"
                        + " so no client can join - add a realm");
        assertThat(file.config(ConfigFile.node("", open)).routers().get(0).transports())
                .hasSize(1);
    }

    @Test
    void a_worker_that_serves_files_needs_no_realm() throws IOException {
        assertThat(file.problems("", ConfigFile.pathsWith("\"/\": {\"type\": \"static\", \"directory\": \".\"}")))
                .isEmpty();
    }

    @Test
    void a_websocket_without_auth_where_no_realm_has_the_role_is_worth_one_warning() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"frontend\"}]}";
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": %d}}";
        assertThat(file.problems(realm, open.formatted(9000) + ",\n" + open.formatted(9001)))
                .containsExactly(
                        "node.json:4:1: warning: $.workers[0].transports[0]: no realm of the worker has the role"
                                + " 'anonymous' that clients get here, so no client can join"
                                + " - add the role to a realm, or name another role in 'auth'");
        assertThat(file.config(ConfigFile.node(realm, open.formatted(9000))).workers())
                .hasSize(1);
    }

    @Test
    void a_realm_without_roles_is_worth_a_warning() throws IOException {
        assertThat(file.problems("{\"name\": \"realm1\"}", ""))
                .containsExactly("node.json:2:1: warning: $.workers[0].realms[0]: the realm has no roles, so no"
                        + " client can join - add 'roles'");
    }

    @Test
    void the_role_of_a_transport_must_be_in_a_realm() throws IOException {
        String auth = "\"auth\": {\"anonymous\": {\"type\": \"static\",\n\"role\": \"anonymos\"}}";
        assertThat(file.problems(REALM, ConfigFile.webSocketWith(auth)))
                .containsExactly("node.json:5:9: error: $.workers[0].transports[0].auth.anonymous.role: no realm of"
                        + " the worker has the role 'anonymos' that clients get here"
                        + " - did you mean 'anonymous'?");
    }

    @Test
    void an_open_port_without_auth_is_worth_a_warning() throws IOException {
        assertThat(file.problems(REALM, "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000}}"))
                .containsExactly(
                        "node.json:4:1: warning: $.workers[0].transports[0]: every client that reaches this port"
                                + " may join as 'anonymous' - add 'auth' with 'anonymous' if that is meant, or bind"
                                + " 'interface' to 127.0.0.1");
    }

    @Test
    void a_rule_that_can_match_nothing_is_refused() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"permissions\": [\n"
                + "{\"uri\": \"a..b\"}]}]}";
        assertThat(file.problems(realm, ""))
                .containsExactly("node.json:3:9: error: $.workers[0].realms[0].roles[0].permissions[0].uri: 'a..b' can"
                        + " match no URI - write components without white space and '#', and leave none empty unless"
                        + " 'match' is 'prefix' or 'wildcard'");
    }

    private static String timed(String option, int value) {
        return ConfigFile.webSocketWith("\"options\": {\n\"" + option + "\": " + value + "}");
    }
}
