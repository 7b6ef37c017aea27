package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Procedures that return the counters of the node and of a realm. */
class CountersTest {
    private static final String NODE_COUNTERS = "signalbox.node.counters";
    private static final String REALM_COUNTERS = "signalbox.realm.counters";

    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "operator", "permissions": [
                  {"uri": "*", "allow": {"call": true, "register": true}},
                  {"uri": "signalbox.", "match": "prefix", "allow": {"call": true}}]},
                {"name": "user", "authorizer": "com.example.authorize", "permissions": [
                  {"uri": "com.example.free", "allow": {"call": true}}]}]}],
              "transports": [{"type": "web", "id": "door", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "paths": {
                  "/": {"type": "websocket", "auth": {"anonymous": {"type": "static", "role": "operator"}}},
                  "user": {"type": "websocket", "cookie": {"store": {"type": "memory"}}, "auth": {
                    "anonymous": {"type": "dynamic", "authenticator": "com.example.authenticate"},
                    "ticket": {"type": "static", "principals": {
                      "joe": {"ticket": "right", "role": "user"}}}}}}}]}]}
            """);

    private JsonNode counters(RawWampClient operator, int request, String procedure) {
        return operator.asks(
                        "[48, %d, {}, '%s']".formatted(request, procedure), "[50, %d, {}, ['*']]".formatted(request))
                .get(3)
                .get(0);
    }

    @Test
    void the_counters_show_what_has_happened() {
        try (RawWampClient operator = RawWampClient.join(NODE.uri().resolve("/"), "realm1")) {
            JsonNode before = counters(operator, 1, NODE_COUNTERS);
            logsIn("ann", "wrong");
            dynamicLogin();
            try (RawWampClient user = logsIn("joe", "right")) {
                user.asks("[48, 1, {}, 'com.example.other']", "[8, 48, 1, {}, 'wamp.error.authorization_failed', '*']");

                JsonNode node = counters(operator, 2, NODE_COUNTERS);
                assertThat(node.at("/transports/opened").asLong()
                                - before.at("/transports/opened").asLong())
                        .isEqualTo(3);
                assertThat(node.at("/authentication/attemptsRemembered").asLong())
                        .isOne();
                assertThat(node.at("/listeners/door/sessions").asLong()).isEqualTo(2);
                assertThat(node.at("/listeners/door/authenticatorsFailed").asLong())
                        .isOne();
                JsonNode realm = counters(operator, 3, REALM_COUNTERS);
                assertThat(realm.at("/routing/failedAuthorizations").asLong()).isOne();
                assertThat(realm.at("/decisions/misses").asLong()).isOne();
            }
        }
    }

    /** Returns the client, which has joined with the right ticket. */
    private static RawWampClient logsIn(String authid, String ticket) {
        RawWampClient client = RawWampClient.connect(NODE.uri().resolve("/user"), Wire.JSON);
        client.asks(
                "[1, 'realm1', {'roles': {'caller': {}}, 'authid': '%s', 'authmethods': ['ticket']}]".formatted(authid),
                "[4, 'ticket', {}]");
        client.send("[5, '" + ticket + "', {}]");
        if (ticket.equals("right")) {
            client.receives("[2, '*', '*']");
        } else {
            client.isAborted("wamp.error.authentication_denied");
        }
        return client;
    }

    /** Nobody has registered the authenticator. */
    private static void dynamicLogin() {
        try (RawWampClient client = RawWampClient.connect(NODE.uri().resolve("/user"), Wire.JSON)) {
            client.send("[1, 'realm1', {'roles': {'caller': {}}}]");
            client.isAborted("wamp.error.authentication_failed");
        }
    }

    @Test
    void every_counter_is_shown_and_is_on_the_page_on_operations() throws IOException {
        String page = Files.readString(Path.of("../docs/OPERATIONS.md"));
        try (RawWampClient operator = RawWampClient.join(NODE.uri().resolve("/"), "realm1")) {
            JsonNode node = counters(operator, 1, NODE_COUNTERS);
            JsonNode realm = counters(operator, 2, REALM_COUNTERS);

            assertThat(names(node.get("transports"))).hasSameElementsAs(fields(TransportCounters.class));
            assertThat(names(realm.get("routing"))).hasSameElementsAs(fields(RealmCounters.class));
            List<String> shown = new ArrayList<>();
            Stream.of(node, realm).forEach(answer -> collect(answer, shown));
            assertThat(shown).hasSizeGreaterThan(60).allSatisfy(name -> assertThat(page)
                    .contains("`" + name + "`"));
        }
    }

    private static List<String> names(JsonNode group) {
        List<String> names = new ArrayList<>();
        group.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> fields(Class<?> counters) {
        return Stream.of(counters.getFields()).map(Field::getName).toList();
    }

    /** Adds the names of groups and counters, without the name of the listener. */
    private static void collect(JsonNode group, List<String> names) {
        group.properties().forEach(member -> {
            if (!member.getKey().equals("door")) {
                names.add(member.getKey());
            }
            collect(member.getValue(), names);
        });
    }
}
