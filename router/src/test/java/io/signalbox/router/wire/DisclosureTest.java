package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist B.5 and C.8. */
class DisclosureTest extends WireTest {
    @Test
    void a_publisher_is_named_on_demand_only() {
        RawWampClient subscriber = join();
        subscribe(subscriber, "disclosure.topic", "{}");
        RawWampClient publisher = connect();
        long session = publisher.hello("realm1").get(1).longValue();
        publisher.send("[16, 1, {'disclose_me': true}, 'disclosure.topic']");
        publisher.send("[16, 2, {'disclose_me': false}, 'disclosure.topic']");
        JsonNode disclosed = subscriber.receives("[36, '*', '*', '*']").get(3);
        assertThat(disclosed.path("publisher").longValue()).isEqualTo(session);
        assertThat(disclosed.path("publisher_authrole").textValue()).isEqualTo("anonymous");
        subscriber.receives("[36, '*', '*', {}]");
    }

    @Test
    void a_caller_is_named_on_demand_only() {
        RawWampClient callee = join();
        register(callee, "disclosure.procedure", "{}");
        RawWampClient caller = connect();
        long session = caller.hello("realm1").get(1).longValue();
        caller.send("[48, 1, {'disclose_me': true}, 'disclosure.procedure']");
        caller.send("[48, 2, {}, 'disclosure.procedure']");
        JsonNode disclosed = callee.receives("[68, 1, '*', '*']").get(3);
        assertThat(disclosed.path("caller").longValue()).isEqualTo(session);
        callee.receives("[68, 2, '*', {}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'disclose_me': true}", "{'disclose_me': false}"})
    void a_rule_may_name_everybody_whatever_they_ask_for(String options) {
        RawWampClient peer = join("telling");
        subscribe(peer, "disclosure.topic", "{}");
        register(peer, "disclosure.procedure", "{}");
        RawWampClient other = connect();
        JsonNode welcome = other.hello("telling");
        long session = welcome.get(1).longValue();
        String authid = welcome.at("/2/authid").textValue();
        other.send("[16, 1, %s, 'disclosure.topic']".formatted(options));
        peer.receives("[36, '*', '*', {'publisher': %d, 'publisher_authid': '%s', 'publisher_authrole': 'anonymous'}]"
                .formatted(session, authid));
        other.send("[48, 2, %s, 'disclosure.procedure']".formatted(options));
        peer.receives("[68, 1, '*', {'caller': %d, 'caller_authid': '%s', 'caller_authrole': 'anonymous'}]"
                .formatted(session, authid));
    }

    @Test
    void a_callee_may_ask_who_calls_unless_the_realm_refuses() {
        RawWampClient callee = join();
        register(callee, "disclosure.asked", "{'disclose_caller': true}");
        RawWampClient caller = connect();
        long session = caller.hello("realm1").get(1).longValue();
        caller.send("[48, 1, {}, 'disclosure.asked']");
        callee.receives("[68, 1, '*', {'caller': %d, 'caller_authid': '*', 'caller_authrole': 'anonymous'}]"
                .formatted(session));
        join("discreet")
                .asks(
                        "[64, 1, {'disclose_caller': true}, 'disclosure.asked']",
                        "[8, 64, 1, {}, 'wamp.error.option_disallowed.disclose_me', ['*']]");
    }

    @Test
    void nobody_can_pretend_to_be_disclosed_or_trusted() {
        RawWampClient peer = join();
        subscribe(peer, "disclosure.forged", "{}");
        RawWampClient publisher = join();
        publisher.send("[16, 1, {'publisher': 1, 'publisher_authid': 'x', 'trustlevel': 9, 'topic': 'y', 'x_my': 1},"
                + " 'disclosure.forged']");
        peer.receives("[36, '*', '*', {}]");
    }

    @Test
    void a_realm_may_refuse_it() {
        RawWampClient client = join("discreet");
        client.asks(
                "[16, 1, {'acknowledge': true, 'disclose_me': true}, 'a.b']",
                "[8, 16, 1, {}, 'wamp.error.option_disallowed.disclose_me', ['*']]");
        register(client, "a.b", "{}");
        client.asks(
                "[48, 2, {'disclose_me': true}, 'a.b']",
                "[8, 48, 2, {}, 'wamp.error.option_disallowed.disclose_me', ['*']]");
    }

    @Test
    void a_refused_publication_reaches_nobody() {
        RawWampClient subscriber = join("discreet");
        subscribe(subscriber, "disclosure.refused", "{}");
        RawWampClient publisher = join("discreet");
        publisher.send("[16, 1, {'disclose_me': true}, 'disclosure.refused']");
        publisher.hasNothingMore();
        subscriber.hasNothingMore();
    }
}
