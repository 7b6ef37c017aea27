package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigValuesTest {
    @TempDir
    private Path directory;

    @Test
    void stars_stand_for_a_match_policy_when_none_is_given() throws IOException {
        assertThat(rule("\"uri\": \"com.a\"")).isEqualTo(new RuleUri("com.a", MatchPolicy.EXACT));
        assertThat(rule("\"uri\": \"com.*\"")).isEqualTo(new RuleUri("com.", MatchPolicy.PREFIX));
        assertThat(rule("\"uri\": \"*\"")).isEqualTo(new RuleUri("", MatchPolicy.PREFIX));
        assertThat(rule("\"uri\": \"com.*.x\"")).isEqualTo(new RuleUri("com..x", MatchPolicy.WILDCARD));
        assertThat(rule("\"uri\": \"*.x\"")).isEqualTo(new RuleUri(".x", MatchPolicy.WILDCARD));
    }

    @Test
    void a_given_match_policy_takes_stars_literally() throws IOException {
        assertThat(rule("\"uri\": \"com.*\", \"match\": \"prefix\""))
                .isEqualTo(new RuleUri("com.*", MatchPolicy.PREFIX));
        assertThat(rule("\"uri\": \"\", \"match\": \"prefix\"")).isEqualTo(new RuleUri("", MatchPolicy.PREFIX));
        assertThat(rule("\"uri\": \"a..b\", \"match\": \"wildcard\""))
                .isEqualTo(new RuleUri("a..b", MatchPolicy.WILDCARD));
    }

    @Test
    void items_without_an_id_are_numbered_over_the_whole_node() throws IOException {
        String worker = "{\"type\": \"router\", \"realms\": [{\"name\": \"realm%s\", \"roles\": [{\"name\":"
                + " \"anonymous\"}]}], \"transports\": [%s]}";
        String transport = "{\"type\": \"websocket\", \"endpoint\": " + ConfigFile.ENDPOINT + "}";
        NodeConfig config = config("{\"version\": 2, \"workers\": [" + worker.formatted("a", transport) + ","
                + worker.formatted("b", transport) + "]}");
        WorkerConfig second = config.workers().get(1);
        assertThat(second.id()).isEqualTo("worker002");
        assertThat(second.realms().get(0).id()).isEqualTo("realm002");
        assertThat(second.transports().get(0).id()).isEqualTo("transport002");
    }

    @Test
    void a_disabled_worker_is_left_out() throws IOException {
        for (String disabled : new String[] {"true", "\"yes\""}) {
            assertThat(config("{\"version\": 2, \"workers\": [{\"type\": \"router\", \"options\": {\"disabled\": "
                                    + disabled + "}}]}")
                            .workers())
                    .isEmpty();
        }
        assertThat(config("{\"version\": 2, \"workers\": [{\"type\": \"router\", \"options\": {\"disabled\": \"\"}}]}")
                        .workers())
                .hasSize(1);
    }

    @Test
    void an_empty_auth_is_the_same_as_none() throws IOException {
        assertThat(webSocket("\"auth\": {}").auth()).isEqualTo(AuthConfig.OPEN);
    }

    @Test
    void more_may_wait_when_messages_may_be_larger() throws IOException {
        WebSocketOptions options =
                webSocket("\"options\": {\"max_message_size\": 67108864}").options();
        assertThat(options.slowConsumer().maxPendingBytes()).isEqualTo(67108864);
    }

    @Test
    void serializers_that_are_not_spoken_are_left_out() throws IOException {
        assertThat(webSocket("\"serializers\": [\"cbor\", \"ubjson\", \"json\"]")
                        .serializers())
                .containsExactlyInAnyOrder(WireFormat.JSON, WireFormat.CBOR);
    }

    @Test
    void allow_by_default_counts_only_without_permissions() throws IOException {
        String roles = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"allow-by-default\": true},"
                + " {\"name\": \"b\", \"allow-by-default\": true, \"permissions\": []}]}";
        assertThat(config(ConfigFile.node(roles, ""))
                        .workers()
                        .get(0)
                        .realms()
                        .get(0)
                        .roles())
                .extracting(RoleConfig::allowByDefault)
                .containsExactly(true, false);
    }

    private RuleUri rule(String rule) throws IOException {
        String realm =
                "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"permissions\": [{" + rule + "}]}]}";
        PermissionConfig read = config(ConfigFile.node(realm, ""))
                .workers()
                .get(0)
                .realms()
                .get(0)
                .roles()
                .get(0)
                .permissions()
                .get(0);
        return new RuleUri(read.uri(), read.match());
    }

    private WebSocketTransportConfig webSocket(String more) throws IOException {
        NodeConfig config = config(ConfigFile.node(ConfigFile.REALM, ConfigFile.webSocketWith(more)));
        return (WebSocketTransportConfig) config.workers().get(0).transports().get(0);
    }

    private NodeConfig config(String text) throws IOException {
        return new ConfigFile(directory).config(text);
    }
}
