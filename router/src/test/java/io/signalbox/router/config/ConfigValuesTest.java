package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AnonymousSettings.StaticAnonymousSettings;
import io.signalbox.router.auth.AuthSettings;
import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.RealmConfig;
import io.signalbox.router.node.TransportConfig;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    void items_without_an_id_are_numbered_over_the_whole_node_and_transports_within_their_worker() throws IOException {
        String worker = "{\"type\": \"router\", \"realms\": [{\"name\": \"realm%s\", \"roles\": [{\"name\":"
                + " \"anonymous\"}]}], \"transports\": [%s]}";
        String transport = "{\"type\": \"websocket\", \"endpoint\": " + ConfigFile.ENDPOINT + "}";
        String named =
                transport.replace("{\"type\": \"websocket\"", "{\"id\": \"transport3\", \"type\": \"websocket\"");
        String others = String.join(",", transport, named, transport);
        NodeConfig config = config("{\"version\": 2, \"workers\": [" + worker.formatted("a", transport) + ","
                + worker.formatted("b", others) + "]}");
        assertThat(config.routers().get(0).transports())
                .extracting(TransportConfig::id)
                .containsExactly("transport1");
        NodeConfig.RouterWorker second = config.routers().get(1);
        assertThat(second.id()).isEqualTo("worker002");
        assertThat(second.realms().get(0).id()).isEqualTo("realm002");
        assertThat(second.transports())
                .extracting(TransportConfig::id)
                .containsExactly("transport1", "transport3", "transport4");
    }

    @Test
    void a_worker_is_disabled_by_true_and_by_a_text() throws IOException {
        String node = "{\"version\": 2, \"workers\": [{\"type\": \"router\", \"options\": {\"disabled\": %s}}]}";
        for (String disabled : new String[] {"true", "\"yes\""}) {
            assertThat(config(node.formatted(disabled))
                            .routers()
                            .get(0)
                            .options()
                            .disabled())
                    .isTrue();
        }
        for (String enabled : new String[] {"false", "\"\""}) {
            assertThat(config(node.formatted(enabled))
                            .routers()
                            .get(0)
                            .options()
                            .disabled())
                    .isFalse();
        }
    }

    @Test
    void an_empty_auth_is_the_same_as_none() throws IOException {
        AuthSettings none = webSocket("\"id\": \"abc\"").auth();
        assertThat(webSocket("\"auth\": {}").auth()).isEqualTo(none);
        assertThat(none.anonymous()).hasValue(new StaticAnonymousSettings("anonymous", Optional.empty()));
    }

    @Test
    void a_role_has_no_permissions_or_a_list_of_them() throws IOException {
        String roles = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"a\", \"allow-by-default\": true},"
                + " {\"name\": \"b\", \"permissions\": []}]}";
        assertThat(config(ConfigFile.node(roles, ""))
                        .routers()
                        .get(0)
                        .realms()
                        .get(0)
                        .roles())
                .extracting(RealmConfig.Role::permissions)
                .containsExactly(Optional.empty(), Optional.of(List.of()));
    }

    @Test
    void serializers_that_are_not_spoken_are_left_out() throws IOException {
        assertThat(webSocket("\"serializers\": [\"cbor\", \"ubjson\", \"json\"]")
                        .serializers())
                .containsExactlyInAnyOrder(WireFormat.JSON, WireFormat.CBOR);
    }

    private RuleUri rule(String rule) throws IOException {
        String realm =
                "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"permissions\": [{" + rule + "}]}]}";
        PermissionSettings read = config(ConfigFile.node(realm, ""))
                .routers()
                .get(0)
                .realms()
                .get(0)
                .roles()
                .get(0)
                .permissions()
                .orElseThrow()
                .get(0);
        return new RuleUri(read.rule().uri(), read.rule().match());
    }

    private WebSocketTransportConfig webSocket(String more) throws IOException {
        NodeConfig config = config(ConfigFile.node(ConfigFile.REALM, ConfigFile.webSocketWith(more)));
        return (WebSocketTransportConfig) config.routers().get(0).transports().get(0);
    }

    private NodeConfig config(String text) throws IOException {
        return new ConfigFile(directory).config(text);
    }
}
