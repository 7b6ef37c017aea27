package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.link.LinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkProblemsTest {
    private static final String TCP =
            "\"type\": \"rawsocket\", \"endpoint\": {\"type\": \"tcp\", \"host\": \"127.0.0.1\", \"port\": 9000}";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory, Map.of());
    }

    private static String config(String link) {
        return "{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": [{\"name\": \"realm1\", \"roles\": ["
                + "{\"name\": \"user\", \"allow-by-default\": true}, {\"name\": \"link\", \"link\": true, \"allow-by-default\": true}],"
                + " \"rlinks\": [\n{\"realm\": \"realm2\"" + link + "}]}],"
                + " \"transports\": [{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 8080},"
                + " \"auth\": {\"anonymous\": {\"type\": \"static\", \"role\": \"user\"}}}]}]}";
    }

    /** Returns the problems without positions. */
    private List<String> problems(String link) throws IOException {
        return file.problems(config(link)).stream()
                .map(line -> line.replaceFirst("^node.json:\\d+:\\d+: ", "")
                        .replace("$.workers[0].realms[0].rlinks[0]", "LINK"))
                .toList();
    }

    private List<String> transport(String members) throws IOException {
        return problems(", \"role\": \"link\", \"transport\": {" + members + "}");
    }

    @Test
    void the_smallest_link_has_the_defaults() throws IOException {
        String link = ", \"role\": \"link\", \"transport\": {" + TCP + "}";
        assertThat(problems(link)).isEmpty();
        LinkConfig read = file.config(config(link))
                .routers()
                .getFirst()
                .realms()
                .getFirst()
                .rlinks()
                .getFirst();
        assertThat(read.id()).isEqualTo("rlink001");
        assertThat(read.forwardLocalEvents()).isTrue();
        assertThat(read.forwardRemoteInvocations()).isTrue();
        assertThat(read.maxHops()).isEqualTo(8);
        assertThat(read.mirror()).isEmpty();
        assertThat(read.transport().auth()).isEmpty();
    }

    @Test
    void a_role_has_to_exist_and_to_be_one_for_links() throws IOException {
        assertThat(problems(", \"role\": \"user\", \"transport\": {" + TCP + "}"))
                .containsExactly("error: LINK.role: the role 'user' is not for links, so loops would not be noticed"
                        + " - add \"link\": true to the role; give the role to links only");
        assertThat(problems(", \"role\": \"lnk\", \"transport\": {" + TCP + "}"))
                .containsExactly("error: LINK.role: the realm 'realm1' has no role 'lnk' - did you mean 'link'?");
        assertThat(problems(", \"transport\": {" + TCP + "}"))
                .containsExactly(
                        "error: LINK: 'role' is missing - add it: The authrole of the link in this realm, a role with"
                                + " link: true.");
    }

    @Test
    void an_authid_is_refused_with_the_credentials_to_write() throws IOException {
        assertThat(problems(", \"role\": \"link\", \"authid\": \"node1\", \"transport\": {" + TCP + "}"))
                .containsExactly(
                        "error: LINK.authid: 'authid' cannot be supported: a link has no node key to log in with"
                                + " - write the credentials in 'auth' of 'transport', such as \"auth\": {\"cryptosign\":"
                                + " {\"authid\": …, \"key_file\": \"key.priv\"}}");
    }

    @Test
    void a_url_agrees_with_type_and_tls() throws IOException {
        assertThat(transport(TCP + ", \"url\": \"ws://example.com/ws\""))
                .containsExactly(
                        "error: LINK.transport.url: 'ws://example.com/ws' is the URL of another protocol than 'type'"
                                + " - begin the URL with rs, or change 'type'");
        assertThat(transport(TCP + ", \"url\": \"rss://example.com:9000\""))
                .containsExactly("error: LINK.transport.url: 'rss://example.com:9000' and the endpoint differ in TLS"
                        + " - add 'tls' to the endpoint, or begin the URL with rs");
    }

    @Test
    void mistakes_in_credentials_name_the_key_and_show_no_secret() throws IOException {
        assertThat(transport(TCP + ", \"auth\": {\"ticket\": {\"authid\": \"joe\"}}"))
                .containsExactly(
                        "error: LINK.transport.auth.ticket: needs 'ticket' or 'ticket_file' - correct the credentials");
        assertThat(transport(TCP + ", \"auth\": {\"cryptosign\": {\"key\": \"5f19\"}}"))
                .containsExactly(
                        "error: LINK.transport.auth.cryptosign.key: must be an Ed25519 private key in 64 hexadecimal"
                                + " digits - correct the credentials");
        assertThat(transport(TCP + ", \"auth\": {\"tickt\": {}}"))
                .containsExactly("error: LINK.transport.auth.tickt: unknown key 'tickt' - did you mean 'ticket'?");
    }

    @Test
    void a_secret_of_a_file_is_found_beside_the_configuration() throws IOException {
        Files.writeString(directory.resolve("ticket.txt"), "secret");
        assertThat(transport(TCP + ", \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket_file\": \"ticket.txt\"}}"))
                .isEmpty();
        assertThat(transport(TCP + ", \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket_file\": \"none.txt\"}}"))
                .singleElement()
                .asString()
                .startsWith("error: LINK.transport.auth.ticket.ticket_file: cannot be used: ");
    }

    @Test
    void a_ticket_in_clear_to_another_machine_is_a_warning() throws IOException {
        String far = TCP.replace("127.0.0.1", "router.example.com");
        assertThat(transport(far + ", \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket\": \"secret\"}}"))
                .anyMatch(
                        line -> line.startsWith("warning: LINK.transport.auth.ticket: goes in clear over the network to"
                                + " 'router.example.com' - add 'tls'"));
        assertThat(transport(far + ", \"auth\": {\"wampcra\": {\"authid\": \"joe\", \"secret\": \"secret\"}}"))
                .noneMatch(line -> line.contains("goes in clear"));
    }

    @Test
    void delays_proxies_and_keys_are_consistent() throws IOException {
        assertThat(transport(TCP + ", \"reconnect\": {\"max_delay\": 100}"))
                .containsExactly("error: LINK.transport.reconnect.max_delay: is 100 ms, below 'initial_delay' of 500 ms"
                        + " - write at least 500, or set a shorter 'initial_delay'");
        assertThat(transport("\"type\": \"rawsocket\", \"endpoint\": {\"type\": \"unix\", \"path\": \"r.sock\"},"
                        + " \"http_proxy\": {\"host\": \"proxy\", \"port\": 3128}"))
                .containsExactly(
                        "error: LINK.transport.http_proxy: a Unix domain socket cannot be reached through a proxy"
                                + " - remove 'http_proxy'");
        for (String lone : List.of("\"user\": \"joe\"", "\"password\": \"secret\"")) {
            assertThat(transport(TCP + ", \"http_proxy\": {\"host\": \"proxy\", \"port\": 3128, " + lone + "}"))
                    .contains("error: LINK.transport.http_proxy: 'user' and 'password' belong together"
                            + " - add the one that is missing, or remove the other");
        }
        assertThat(transport(TCP.replace("9000", "9000, \"tls\": {\"key\": \"a.key\"}")))
                .containsExactly("error: LINK.transport.endpoint.tls: 'key' and 'certificate' belong together"
                        + " - add the one that is missing, or remove the other");
        assertThat(transport(TCP + ", \"serializer\": \"cbor\", \"serializers\": [\"json\"]"))
                .containsExactly(
                        "error: LINK.transport.serializer: stands beside 'serializers' - remove one of the two");
    }

    @Test
    void what_each_router_has_for_itself_is_not_mirrored() throws IOException {
        assertThat(problems(", \"role\": \"link\", \"transport\": {" + TCP
                        + "}, \"mirror\": {\"subscriptions\": [{\"topic\": \"wamp.session.on_join\"}]}"))
                .first()
                .asString()
                .startsWith("error: LINK.mirror.subscriptions[0].topic: 'wamp.session.on_join' is not mirrored");
    }

    @Test
    void what_the_client_of_this_node_decides_on_has_no_effect_as_in_a_container() throws IOException {
        assertThat(
                        transport(
                                TCP.replace("}", ", \"timeout\": 0}")
                                        + ", \"serializers\": [\"flatbuffers\", \"cbor\"], \"options\": {\"compression\": {}, \"tcp_nodelay\": true}"))
                .containsExactlyInAnyOrder(
                        "warning: LINK.transport.endpoint.timeout: 0 has no effect: each attempt has a limit, which is 10"
                                + " seconds without the key - remove it",
                        "warning: LINK.transport.serializers[0]: 'flatbuffers' has no effect: this node does not speak"
                                + " the format - remove it",
                        "warning: LINK.transport.options.compression: 'compression' has no effect: the client of this"
                                + " node decides on it - remove it",
                        "warning: LINK.transport.options.tcp_nodelay: 'tcp_nodelay' has no effect: the client of this"
                                + " node decides on it - remove it");
    }

    @Test
    void no_attempts_is_no_limit_of_attempts() throws IOException {
        assertThat(transport(TCP + ", \"reconnect\": {\"max_attempts\": 0}"))
                .containsExactly(
                        "error: LINK.transport.reconnect.max_attempts: 0 is no number of attempts - write -1 for"
                                + " attempts without end, 1 or more, or \"enabled\": false for no further attempts");
        assertThat(transport(TCP + ", \"reconnect\": {\"max_attempts\": 3}")).isEmpty();
    }
}
