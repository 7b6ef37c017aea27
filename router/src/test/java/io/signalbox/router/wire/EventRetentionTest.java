package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Checklist B.9. */
class EventRetentionTest extends WireTest {
    private static final String GET_RETAINED = "{'get_retained': true}";

    /** Topics are retained, so each serializer has its own. */
    private String topic(String name) {
        return "retention." + wire.name().toLowerCase(Locale.ROOT) + "." + name;
    }

    private long retain(RawWampClient publisher, int request, String options, String topic, String payload) {
        return publisher
                .asks(
                        "[16, %d, {'retain': true, 'acknowledge': true%s}, '%s', %s]"
                                .formatted(request, options, topic, payload),
                        "[17, %d, '*']".formatted(request))
                .get(2)
                .longValue();
    }

    @Test
    void welcome_announces_event_retention() {
        assertThat(connect()
                        .hello("realm1")
                        .at("/2/roles/broker/features/event_retention")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void the_retained_event_comes_between_subscribed_and_live_events() {
        String topic = topic("order");
        RawWampClient publisher = join();
        retain(publisher, 1, "", topic, "[1]");
        long publication = retain(publisher, 2, "", topic, "[2, 'ü'], {'k': [null]}");
        publisher.asks("[16, 3, {'acknowledge': true}, '%s', [3]]".formatted(topic), "[17, 3, '*']");

        RawWampClient subscriber = join();
        long id = subscribe(subscriber, topic, GET_RETAINED);
        publisher.asks("[16, 4, {'acknowledge': true}, '%s', [4]]".formatted(topic), "[17, 4, '*']");
        subscriber.receives("[36, %d, %d, {'retained': true}, [2, 'ü'], {'k': [null]}]".formatted(id, publication));
        subscriber.receives("[36, %d, '*', {}, [4]]".formatted(id));
        subscriber.hasNothingMore();
    }

    @Test
    void live_events_do_not_say_retained_and_false_keeps_the_earlier_one() {
        String topic = topic("live");
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, topic, GET_RETAINED);
        RawWampClient publisher = join();
        retain(publisher, 1, "", topic, "[1]");
        publisher.asks("[16, 2, {'retain': false, 'acknowledge': true}, '%s', [2]]".formatted(topic), "[17, 2, '*']");
        subscriber.receives("[36, %d, '*', {}, [1]]".formatted(id));
        subscriber.receives("[36, %d, '*', {}, [2]]".formatted(id));
        subscriber.send("[32, 2, %s, '%s']".formatted(GET_RETAINED, topic));
        subscriber.receives("[33, 2, %d]".formatted(id));
        subscriber.receives("[36, %d, '*', {'retained': true}, [1]]".formatted(id));
    }

    @Test
    void lists_decide_and_older_events_stand_in() {
        String topic = topic("lists");
        RawWampClient publisher = join();
        retain(publisher, 1, "", topic, "['old']");
        retain(publisher, 2, ", 'exclude_authrole': ['anonymous']", topic, "['new']");
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, topic, GET_RETAINED);
        subscriber.receives("[36, %d, '*', {'retained': true}, ['old']]".formatted(id));
        retain(publisher, 3, ", 'eligible_authrole': ['anonymous']", topic, "['newest']");
        subscriber.receives("[36, %d, '*', {}, ['newest']]".formatted(id));
        subscriber.send("[32, 2, %s, '%s']".formatted(GET_RETAINED, topic));
        subscriber.receives("[33, 2, %d]".formatted(id));
        subscriber.receives("[36, %d, '*', {'retained': true}, ['newest']]".formatted(id));
    }

    @Test
    void patterns_get_every_topic_with_its_name() {
        RawWampClient publisher = join();
        retain(publisher, 1, "", topic("all.a"), "['a']");
        retain(publisher, 2, "", topic("all.b"), "['b']");
        RawWampClient subscriber = join();
        long prefix = subscribe(subscriber, topic("all."), "{'match': 'prefix', 'get_retained': true}");
        String event = "[36, %d, '*', {'topic': '%s', 'retained': true}, ['%s']]";
        subscriber.receives(event.formatted(prefix, topic("all.a"), "a"));
        subscriber.receives(event.formatted(prefix, topic("all.b"), "b"));
        subscriber.send("[32, 2, {'match': 'wildcard', 'get_retained': true}, '%s']".formatted(topic(".b")));
        long wildcard = subscriber.receives("[33, 2, '*']").get(2).longValue();
        subscriber.receives(event.formatted(wildcard, topic("all.b"), "b"));
        subscriber.hasNothingMore();
    }

    @Test
    void an_event_without_payload_replaces_the_one_before() {
        String topic = topic("empty");
        RawWampClient publisher = join();
        retain(publisher, 1, "", topic, "[1]");
        publisher.asks("[16, 2, {'retain': true, 'acknowledge': true}, '%s']".formatted(topic), "[17, 2, '*']");
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, topic, GET_RETAINED);
        subscriber.receives("[36, %d, '*', {'retained': true}]".formatted(id));
    }
}
