package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions whose role has an authorizer. */
class DynamicAuthorizationTest {
    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "provider", "permissions": [
                  {"uri": "*", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}},
                  {"uri": "signalbox.*", "allow": {"call": true}}]},
                {"name": "user", "authorizer": "com.example.authorize", "authorizer_timeout": 1000, "permissions": [
                  {"uri": "com.example.free", "allow": {"call": true}},
                  {"uri": "com.example.never.*", "allow": {}}]}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "paths": {
                  "/": {"type": "websocket", "auth": {"anonymous": {"type": "static", "role": "provider"}}},
                  "user": {"type": "websocket",
                    "auth": {"anonymous": {"type": "static", "role": "user", "authid": "joe"}}}}}]}]}
            """);

    private final List<RawWampClient> clients = new ArrayList<>();
    private final RawWampClient provider = open("/", Wire.JSON);
    private int invocations;

    DynamicAuthorizationTest() {
        provider.asks("[64, 1, {}, 'com.example.authorize']", "[65, 1, '*']");
        provider.asks("[64, 2, {}, 'com.example.open']", "[65, 2, '*']");
        provider.asks("[64, 3, {}, 'com.example.free']", "[65, 3, '*']");
        provider.asks("[48, 4, {}, 'signalbox.authorization.purge']", "[50, 4, {}, ['*']]");
    }

    private RawWampClient open(String path, Wire wire) {
        RawWampClient client = RawWampClient.join(NODE.uri().resolve(path), wire, "realm1");
        clients.add(client);
        return client;
    }

    private RawWampClient user() {
        return open("/user", Wire.JSON);
    }

    @AfterEach
    void end() {
        clients.reversed().forEach(RawWampClient::close);
    }

    /** Returns the arguments of the next question. */
    private JsonNode isAsked() {
        return provider.receives("[68, %d, '*', '*', ['*', '*', '*', '*']]".formatted(++invocations))
                .get(4);
    }

    private void isAsked(String uri, String action) {
        JsonNode arguments = isAsked();
        assertThat(arguments.get(1).textValue()).isEqualTo(uri);
        assertThat(arguments.get(2).textValue()).isEqualTo(action);
    }

    private void answers(String answer) {
        provider.send("[70, %d, {}, [%s]]".formatted(invocations, answer));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void the_authorizer_is_told_who_wants_what_with_which_options(Wire wire) {
        RawWampClient user = open("/user", wire);
        user.send("[64, 1, {'match': 'prefix', 'invoke': 'roundrobin'}, 'com.example.service.']");

        JsonNode arguments = isAsked();
        assertThat(arguments.at("/0/authid").textValue()).isEqualTo("joe");
        assertThat(arguments.at("/0/authrole").textValue()).isEqualTo("user");
        assertThat(arguments.at("/0/session").longValue()).isPositive();
        assertThat(arguments.at("/0/transport/peer").textValue()).isNotBlank();
        assertThat(arguments.get(1).textValue()).isEqualTo("com.example.service.");
        assertThat(arguments.get(2).textValue()).isEqualTo("register");
        assertThat(arguments.at("/3/invoke").textValue()).isEqualTo("roundrobin");
        answers("true");

        user.receives("[65, 1, '*']");
    }

    @Test
    void each_action_is_allowed_or_denied() {
        RawWampClient user = user();
        user.send("[32, 1, {}, 'com.example.topic']");
        isAsked("com.example.topic", "subscribe");
        answers("true");
        user.receives("[33, 1, '*']");
        user.send("[16, 2, {'acknowledge': true, 'exclude_me': false}, 'com.example.topic']");
        isAsked("com.example.topic", "publish");
        answers("true");
        user.receives("[17, 2, '*']");
        user.receives("[36, '*', '*', {}]");
        user.send("[48, 3, {}, 'com.example.open']");
        isAsked("com.example.open", "call");
        answers("false");
        user.receives("[8, 48, 3, {}, 'wamp.error.not_authorized', ['*']]");
        user.send("[64, 4, {}, 'com.example.mine']");
        isAsked("com.example.mine", "register");
        answers("{'allow': false}");
        user.receives("[8, 64, 4, {}, 'wamp.error.not_authorized', ['*']]");
        user.send("[16, 5, {}, 'com.example.topic']");
        isAsked("com.example.topic", "publish");
        answers("false");
        user.asks("[48, 6, {}, 'com.example.never.x']", "[8, 48, 6, {}, 'wamp.error.not_authorized', ['*']]");
    }

    @Test
    void a_rule_precedes_the_authorizer_whatever_it_says() {
        RawWampClient user = user();
        user.send("[48, 1, {}, 'com.example.free']");
        provider.receives("[68, %d, '*', '*']".formatted(++invocations));
        answers("1");
        user.receives("[50, 1, {}, [1]]");

        user.asks("[48, 2, {}, 'com.example.never.x']", "[8, 48, 2, {}, 'wamp.error.not_authorized', ['*']]");
        user.asks("[64, 3, {}, 'com.example.free']", "[8, 64, 3, {}, 'wamp.error.not_authorized', ['*']]");
        assertThat(provider.hasReceived()).isFalse();
    }

    @Test
    void the_order_of_a_session_stays_while_the_authorizer_is_asked() {
        RawWampClient user = user();
        user.send("[48, 1, {}, 'com.example.slow']");
        user.send("[48, 2, {}, 'com.example.free']");
        user.send("[48, 3, {}, 'com.example.never.x']");
        isAsked("com.example.slow", "call");
        assertThat(user.hasReceived()).isFalse();

        answers("false");

        user.receives("[8, 48, 1, {}, 'wamp.error.not_authorized', ['*']]");
        provider.receives("[68, %d, '*', '*']".formatted(++invocations));
        user.receives("[8, 48, 3, {}, 'wamp.error.not_authorized', ['*']]");
        answers("1");
        user.receives("[50, 2, {}, [1]]");
    }

    @Test
    void the_publisher_and_the_caller_are_disclosed_when_the_authorizer_says_so() {
        provider.asks("[32, 5, {}, 'com.example.topic']", "[33, 5, '*']");
        RawWampClient user = user();
        user.send("[16, 1, {}, 'com.example.topic']");
        isAsked();
        answers("{'allow': true, 'disclose': true}");
        provider.receives(
                "[36, '*', '*', {'publisher': '*', 'publisher_authid': 'joe', 'publisher_authrole': 'user'}]");

        user.send("[16, 2, {}, 'com.example.topic']");
        isAsked();
        answers("{'allow': true}");
        provider.receives("[36, '*', '*', {}]");

        user.send("[48, 3, {}, 'com.example.open']");
        isAsked();
        answers("{'allow': true, 'disclose': true}");
        provider.receives("[68, %d, '*', {'caller': '*', 'caller_authid': 'joe', 'caller_authrole': 'user'}]"
                .formatted(++invocations));
    }

    @Test
    void a_decision_is_kept_for_the_user_until_it_is_purged() {
        RawWampClient user = user();
        user.send("[32, 1, {}, 'com.example.kept']");
        isAsked("com.example.kept", "subscribe");
        answers("{'allow': true, 'cache': true}");
        user.receives("[33, 1, '*']");
        RawWampClient again = user();

        again.asks("[32, 1, {}, 'com.example.kept']", "[33, 1, '*']");
        provider.asks("[48, 9, {}, 'signalbox.authorization.purge', [], {'authid': 'joe'}]", "[50, 9, {}, [1]]");
        again.send("[32, 2, {}, 'com.example.kept']");
        isAsked("com.example.kept", "subscribe");
        answers("true");

        again.receives("[33, 2, '*']");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "1", "'yes'", "{}", "{'allow': 'yes'}", "{'allow': true, 'cahce': true}", "true, true"})
    void an_answer_that_is_none_refuses_the_request(String answer) {
        RawWampClient user = user();
        user.send("[48, 1, {}, 'com.example.open']");
        isAsked();

        answers(answer);

        user.receives("[8, 48, 1, {}, 'wamp.error.authorization_failed', ['*']]");
        user.send("[48, 2, {}, 'com.example.free']");
        provider.receives("[68, %d, '*', '*']".formatted(++invocations));
    }

    @Test
    void an_authorizer_that_raises_an_error_refuses_the_request() {
        RawWampClient user = user();
        user.send("[16, 1, {'acknowledge': true}, 'com.example.topic']");
        isAsked();

        provider.send("[8, 68, %d, {}, 'com.example.broken', ['internals']]".formatted(invocations));

        JsonNode error = user.receives("[8, 16, 1, {}, 'wamp.error.authorization_failed', ['*']]");
        assertThat(error.toString()).doesNotContain("internals");
    }

    @Test
    void an_authorizer_that_is_late_refuses_the_request() {
        RawWampClient user = user();
        user.send("[32, 1, {}, 'com.example.topic']");
        isAsked();

        user.receives("[8, 32, 1, {}, 'wamp.error.authorization_failed', ['*']]");
    }

    @Test
    void an_authorizer_that_leaves_refuses_the_request() {
        RawWampClient user = user();
        user.send("[64, 1, {}, 'com.example.mine']");
        isAsked();

        provider.vanish();

        user.receives("[8, 64, 1, {}, 'wamp.error.authorization_failed', ['*']]");
        user.asks("[48, 2, {}, 'com.example.any']", "[8, 48, 2, {}, 'wamp.error.authorization_failed', ['*']]");
    }

    @Test
    void a_session_that_leaves_while_the_authorizer_is_asked_leaves_nothing() {
        provider.asks("[32, 5, {}, 'com.example.topic']", "[33, 5, '*']");
        RawWampClient user = user();
        user.send("[16, 1, {}, 'com.example.topic']");
        isAsked();
        user.vanish();
        provider.asks("[48, 6, {}, 'wamp.session.count']", "[50, 6, {}, '*']");

        answers("true");

        provider.hasNothingMore();
    }
}
