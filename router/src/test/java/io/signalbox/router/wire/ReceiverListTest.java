package io.signalbox.router.wire;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checklist B.4, as soon as the node announces it. */
class ReceiverListTest extends WireTest {
    private RawWampClient first;
    private RawWampClient second;
    private RawWampClient publisher;
    private long firstId;
    private String firstAuthid;
    private long secondId;

    @BeforeEach
    void two_subscribers() {
        first = connect();
        JsonNode welcome = first.hello("realm1");
        firstId = welcome.get(1).longValue();
        firstAuthid = welcome.get(2).get("authid").textValue();
        assumeTrue(
                welcome.at("/2/roles/broker/features/subscriber_blackwhite_listing")
                        .booleanValue(),
                "the node does not announce subscriber_blackwhite_listing");
        second = connect();
        secondId = second.hello("realm1").get(1).longValue();
        subscribe(first, "lists.topic", "{}");
        subscribe(second, "lists.topic", "{}");
        publisher = join();
    }

    private void publish(String options) {
        publisher.asks("[16, 1, {'acknowledge': true, %s}, 'lists.topic']".formatted(options), "[17, 1, '*']");
    }

    private static void hears(RawWampClient client) {
        client.receives("[36, '*', '*', {}]");
        client.hasNothingMore();
    }

    @Test
    void exclude() {
        publish("'exclude': [%d, 4711]".formatted(firstId));
        first.hasNothingMore();
        hears(second);
    }

    @Test
    void eligible() {
        publish("'eligible': [%d]".formatted(firstId));
        hears(first);
        second.hasNothingMore();
    }

    @Test
    void exclude_wins_over_eligible() {
        publish("'eligible': [%d, %d], 'exclude': [%d]".formatted(firstId, secondId, firstId));
        first.hasNothingMore();
        hears(second);
    }

    @Test
    void an_empty_list_of_eligible_sessions_is_nobody() {
        publish("'eligible': []");
        first.hasNothingMore();
        second.hasNothingMore();
    }

    @Test
    void an_empty_list_of_excluded_sessions_is_nobody() {
        publish("'exclude': [], 'exclude_authid': [], 'exclude_authrole': []");
        hears(first);
        hears(second);
    }

    @Test
    void an_empty_list_of_eligible_names_is_nobody() {
        publish("'eligible_authid': []");
        publish("'eligible_authrole': []");
        first.hasNothingMore();
        second.hasNothingMore();
    }

    @Test
    void authids_are_listed_by_name() {
        publish("'exclude_authid': ['%s', 'nobody']".formatted(firstAuthid));
        first.hasNothingMore();
        hears(second);
        publish("'eligible_authid': ['%s']".formatted(firstAuthid));
        hears(first);
        second.hasNothingMore();
    }

    @Test
    void every_list_must_admit_the_receiver() {
        publish("'eligible': [%d], 'eligible_authid': ['%s']".formatted(secondId, firstAuthid));
        publish("'eligible_authid': ['%s'], 'exclude_authrole': ['anonymous']".formatted(firstAuthid));
        publish("'eligible': [4711]");
        first.hasNothingMore();
        second.hasNothingMore();
    }

    @Test
    void null_is_no_list_and_an_unknown_attribute_none_either() {
        publish("'eligible': null, 'exclude_authrole': null, 'eligible_authmethod': [], 'exclude_authmethod': [7]");
        hears(first);
        hears(second);
    }

    @Test
    void roles_are_listed_by_name() {
        publish("'exclude_authrole': ['anonymous']");
        first.hasNothingMore();
        publish("'eligible_authrole': ['anonymous']");
        hears(first);
    }
}
