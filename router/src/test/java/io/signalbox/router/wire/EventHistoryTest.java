package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist B.8. */
class EventHistoryTest extends WireTest {
    private int request = 100;

    private String topic(String name) {
        return "history." + wire + "." + name;
    }

    private long publish(RawWampClient publisher, String options, String topic, Object argument) {
        request++;
        return publisher
                .asks(
                        "[16, %d, {'acknowledge': true%s}, '%s', [%s]]".formatted(request, options, topic, argument),
                        "[17, %d, '*']".formatted(request))
                .get(2)
                .longValue();
    }

    private JsonNode call(RawWampClient client, String arguments) {
        request++;
        client.send("[48, %d, {}, 'wamp.subscription.get_events', %s]".formatted(request, arguments));
        return client.receive();
    }

    private void fails(RawWampClient client, String arguments, String error) {
        JsonNode answer = call(client, arguments);
        assertThat(answer.path(0).intValue()).as(answer.toString()).isEqualTo(8);
        assertThat(answer.path(1).intValue()).isEqualTo(48);
        assertThat(answer.path(3)).isEmpty();
        assertThat(answer.path(4).textValue()).isEqualTo(error);
    }

    private List<Integer> events(RawWampClient client, long subscription, String filters) {
        JsonNode answer = call(client, "[%d], {%s}".formatted(subscription, filters));
        assertThat(answer.path(0).intValue()).as(answer.toString()).isEqualTo(50);
        List<Integer> arguments = new ArrayList<>();
        answer.path(3).forEach(event -> arguments.add(event.at("/args/0").intValue()));
        return arguments;
    }

    @Test
    void welcome_announces_event_history() {
        assertThat(connect()
                        .hello("history")
                        .at("/2/roles/broker/features/event_history")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void events_are_the_arguments_oldest_first() {
        String topic = topic("shape");
        RawWampClient client = join("history");
        long first = client.asks(
                        "[16, 1, {'acknowledge': true}, '%s', [1, 'ü'], {'k': [null]}]".formatted(topic),
                        "[17, 1, '*']")
                .get(2)
                .longValue();
        long second = client.asks(
                        "[16, 2, {'acknowledge': true, 'disclose_me': true}, '%s']".formatted(topic), "[17, 2, '*']")
                .get(2)
                .longValue();
        long id = subscribe(client, topic, "{}");
        String event =
                "{'timestamp': '*', 'subscription': %d, 'publication': %d, 'details': %s, 'args': %s, 'kwargs': %s}";
        client.asks(
                "[48, 3, {}, 'wamp.subscription.get_events', [%d]]".formatted(id),
                "[50, 3, {}, [%s, %s]]"
                        .formatted(
                                event.formatted(id, first, "{}", "[1, 'ü']", "{'k': [null]}"),
                                event.formatted(
                                        id,
                                        second,
                                        "{'publisher': '*', 'publisher_authid': '*', 'publisher_authrole': 'anonymous'}",
                                        "[]",
                                        "{}")));
    }

    @Test
    void no_events_are_no_arguments() {
        RawWampClient client = join("history");
        long id = subscribe(client, "history.never", "{}");
        client.asks("[48, 1, {}, 'wamp.subscription.get_events', [%d]]".formatted(id), "[50, 1, {}]");
    }

    @Test
    void events_for_named_sessions_are_not_stored_and_others_only_shown_to_their_receivers() {
        String topic = topic("lists");
        RawWampClient owner = join("history");
        owner.asks(
                "[48, 1, {}, 'wamp.session.add_testament', ['%s', [0], {}], {'publish_options': {'exclude': [1]}}]"
                        .formatted(topic),
                "[50, 1, {}]");
        owner.close();
        RawWampClient client = join("history");
        publish(client, ", 'exclude': [1]", topic, 1);
        publish(client, ", 'eligible': [1]", topic, 2);
        publish(client, ", 'exclude_authrole': ['anonymous']", topic, 3);
        publish(client, ", 'eligible_authid': []", topic, 4);
        publish(client, ", 'eligible_authrole': ['anonymous'], 'exclude_authid': ['nobody']", topic, 5);
        assertThat(events(client, subscribe(client, topic, "{}"), "")).containsExactly(5);
    }

    @Test
    void the_oldest_make_room_for_more_than_the_limit() {
        String topic = topic("limit");
        RawWampClient client = join("history");
        long forgotten = publish(client, "", topic, 0);
        for (int i = 1; i <= 5; i++) {
            publish(client, "", topic, i);
        }
        long id = subscribe(client, topic, "{}");
        assertThat(events(client, id, "")).containsExactly(1, 2, 3, 4, 5);
        fails(client, "[%d], {'after_publication': %d}".formatted(id, forgotten), "wamp.error.invalid_argument");
    }

    @Test
    void filters_are_combined() {
        String topic = topic("filters");
        RawWampClient client = join("history");
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(publish(client, "", topic, i));
        }
        long id = subscribe(client, topic, "{}");
        assertThat(events(client, id, "'reverse': true, 'limit': 2")).containsExactly(4, 3);
        assertThat(events(client, id, "'limit': 2")).containsExactly(0, 1);
        assertThat(events(client, id, "'reverse': false, 'limit': 100")).hasSize(5);
        assertThat(events(client, id, "'from_publication': %d".formatted(ids.get(3))))
                .containsExactly(3, 4);
        assertThat(events(client, id, "'after_publication': %d, 'limit': 1".formatted(ids.get(1))))
                .containsExactly(2);
        assertThat(events(client, id, "'until_publication': %d".formatted(ids.get(1))))
                .containsExactly(0, 1);
        assertThat(events(client, id, "'before_publication': %d, 'reverse': true".formatted(ids.get(2))))
                .containsExactly(1, 0);
        assertThat(events(client, id, "'topic': '%s'".formatted(topic))).hasSize(5);
        assertThat(events(client, id, "'topic': 'another'")).isEmpty();
        JsonNode all = call(client, "[%d]".formatted(id)).path(3);
        String second = all.get(1).path("timestamp").textValue();
        assertThat(events(client, id, "'from_time': '%s'".formatted(second))).contains(1, 2, 3, 4);
        assertThat(events(client, id, "'after_time': '%s'".formatted(second))).doesNotContain(0, 1);
        assertThat(events(client, id, "'until_time': '%s'".formatted(second))).contains(0, 1);
        assertThat(events(client, id, "'before_time': '%s'".formatted(second))).doesNotContain(1, 2, 3, 4);
        assertThat(events(client, id, "'from_time': '2999-01-01T00:00:00+01:00'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'reverse': 1",
                "'limit': 0",
                "'limit': '1'",
                "'limit': 1.5",
                "'from_time': 1",
                "'after_time': 'yesterday'",
                "'before_time': '2026-01-01'",
                "'until_time': true",
                "'topic': 1",
                "'from_publication': 'x'",
                "'until_publication': 1"
            })
    void a_wrong_filter_is_an_invalid_argument(String filter) {
        RawWampClient client = join("history");
        long id = subscribe(client, "history.never", "{}");
        fails(client, "[%d], {%s}".formatted(id, filter), "wamp.error.invalid_argument");
    }

    @Test
    void errors_tell_what_is_missing() {
        RawWampClient client = join("history");
        fails(client, "[]", "wamp.error.invalid_argument");
        fails(client, "['x']", "wamp.error.invalid_argument");
        fails(client, "[987654321]", "wamp.error.no_such_subscription");
        long id = subscribe(client, "plain.topic", "{}");
        fails(client, "[%d]".formatted(id), "wamp.error.history_unavailable");
    }

    @Test
    void who_may_not_subscribe_may_not_read() {
        fails(join("guarded"), "[1]", "wamp.error.not_authorized");
    }

    @Test
    void a_history_outlives_its_subscribers_under_the_same_subscription() {
        String topic = topic("kept");
        RawWampClient client = join("history");
        publish(client, "", topic, 1);
        long id = subscribe(client, topic, "{}");
        client.asks("[34, 2, %d]".formatted(id), "[35, 2]");
        publish(client, "", topic, 2);
        assertThat(events(client, id, "")).containsExactly(1, 2);
        assertThat(subscribe(join("history"), topic, "{}")).isEqualTo(id);
    }

    @Test
    void each_subscription_has_its_own_history() {
        RawWampClient client = join("history");
        publish(client, "", topic("own"), 1);
        publish(client, "", topic("pattern.x"), 2);
        publish(client, "", topic("pattern.y"), 3);
        long own = subscribe(client, topic("own"), "{}");
        long exact = subscribe(client, topic("pattern.x"), "{}");
        long prefix = subscribe(client, topic("pattern."), "{'match': 'prefix'}");
        assertThat(events(client, own, "")).containsExactly(1);
        assertThat(events(client, exact, "")).containsExactly(2);
        assertThat(events(client, prefix, "")).containsExactly(2, 3);
        assertThat(events(client, prefix, "'topic': '%s'".formatted(topic("pattern.y"))))
                .containsExactly(3);
        JsonNode first = call(client, "[%d]".formatted(prefix)).path(3).path(0);
        assertThat(first.at("/details/topic").textValue()).isEqualTo(topic("pattern.x"));
    }
}
