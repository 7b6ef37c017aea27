package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec: Event Retention. */
class EventRetentionTest {
    private static final Map<String, Object> RETAIN = Map.of("retain", true);
    private static final Map<String, Object> GET_RETAINED = Map.of("get_retained", true);

    private final RealmFixture fixture = new RealmFixture().withoutMetaApi();

    private static Map<String, Object> retainFor(String list, Object names) {
        return Map.of("retain", true, list, names);
    }

    private static void publishes(ScriptedPeer peer, String topic, Map<String, Object> options, String argument) {
        peer.sends(new Publish(peer.nextRequest(), options, topic, ScriptedPeer.text(argument)));
    }

    private static String argument(Event event) {
        return new String(
                event.payload().array(),
                event.payload().offset(),
                event.payload().length());
    }

    private Event retainedFor(String topic) {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes(topic, GET_RETAINED);
        return subscriber.receivesEvent();
    }

    private void limits(int maxEvents, long maxBytes, int maxPerTopic) {
        fixture.store = new RealmStore(
                List.of(), new RetentionLimits(maxEvents, maxBytes, maxPerTopic), InstantSource.system());
    }

    @Test
    void the_last_retained_event_follows_subscribed_with_its_publication() {
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.b", RETAIN, "1");
        publishes(publisher, "a.b", Map.of("retain", true, "acknowledge", true), "2");
        publishes(publisher, "a.b", Map.of(), "3");
        long publication = publisher.receives(Published.class).publication();

        ScriptedPeer subscriber = fixture.joins();
        long subscription = subscriber.subscribes("a.b", GET_RETAINED);
        Event event = subscriber.receivesEvent();

        assertThat(event.subscription()).isEqualTo(subscription);
        assertThat(event.publication()).isEqualTo(publication);
        assertThat(event.details()).isEqualTo(Map.of("retained", true));
        assertThat(argument(event)).isEqualTo("[2]");
        subscriber.receivesNothing();
    }

    @Test
    void what_subscribers_have_translated_is_not_kept_with_the_event() {
        fixture.joins().publishes("a.b", RETAIN);
        Payload first = retainedFor("a.b").payload();
        first.remember(new Payload(WireFormat.CBOR, new byte[1_000], 0, 1_000, 1));

        assertThat(first.translationBytes()).isEqualTo(1_000);
        assertThat(retainedFor("a.b").payload().translationBytes()).isZero();
    }

    @Test
    void subscribing_again_sends_it_again_and_only_on_demand() {
        fixture.joins().publishes("a.b", RETAIN);
        ScriptedPeer subscriber = fixture.joins();

        subscriber.subscribes("a.b");
        subscriber.receivesNothing();
        subscriber.subscribes("a.b", GET_RETAINED);
        subscriber.receivesEvent();
        subscriber.subscribes("a.b", GET_RETAINED);
        subscriber.receivesEvent();
    }

    @Test
    void live_events_of_retained_publications_are_ordinary() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b", GET_RETAINED);
        fixture.joins().publishes("a.b", RETAIN);

        assertThat(subscriber.receivesEvent().details()).isEmpty();
    }

    @Test
    void an_event_without_payload_replaces_as_well() {
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.b", RETAIN, "1");
        publisher.sends(new Publish(publisher.nextRequest(), RETAIN, "a.b", Payload.EMPTY));

        assertThat(retainedFor("a.b").payload().isEmpty()).isTrue();
    }

    @Test
    void a_pattern_gets_the_event_of_every_topic_with_its_name() {
        ScriptedPeer publisher = fixture.joins();
        for (String topic : List.of("a.b", "a.c", "ab.c", "a.b.c", "b.c")) {
            publishes(publisher, topic, RETAIN, "\"" + topic + "\"");
        }

        assertThat(topicsUnder("a.", "prefix")).containsExactlyInAnyOrder("a.b", "a.c", "a.b.c");
        assertThat(topicsUnder("", "prefix")).containsExactlyInAnyOrder("a.b", "a.c", "ab.c", "a.b.c", "b.c");
        assertThat(topicsUnder(".c", "wildcard")).containsExactlyInAnyOrder("a.c", "ab.c", "b.c");
        assertThat(topicsUnder("a.", "wildcard")).containsExactlyInAnyOrder("a.b", "a.c");
        assertThat(topicsUnder("a..c", "wildcard")).containsExactly("a.b.c");
    }

    private List<Object> topicsUnder(String pattern, String match) {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.sends(new Subscribe(1, Map.of("match", match, "get_retained", true), pattern));
        subscriber.receives(Subscribed.class);
        return subscriber.connection.received.stream()
                .map(Event.class::cast)
                .peek(event -> assertThat(event.details()).containsEntry("retained", true))
                .map(event -> event.details().get("topic"))
                .toList();
    }

    @Test
    void a_denied_topic_under_an_allowed_pattern_is_left_out() {
        fixture.role("limited", RealmFixture.denying(Action.SUBSCRIBE, "a.secret"));
        ScriptedPeer publisher = fixture.joins();
        publisher.publishes("a.secret", RETAIN).publishes("a.open", RETAIN);

        ScriptedPeer subscriber = fixture.joins("limited");
        subscriber.subscribes("a.", Map.of("match", "prefix", "get_retained", true));

        assertThat(subscriber.receivesEvent().details()).containsEntry("topic", "a.open");
        subscriber.receivesNothing();
        assertThat(fixture.realm().counters().deniedDeliveries).isEqualTo(1);
    }

    @Test
    void every_list_counts_and_an_older_event_takes_the_place_of_one_that_is_for_others() {
        fixture.role("other", (action, uri, match) -> Decision.ALLOWED);
        ScriptedPeer other = fixture.joins("other");
        ScriptedPeer publisher = fixture.joins();
        ScriptedPeer colleague = fixture.joins();
        Map<String, Object> lists = new HashMap<>();
        lists.put("exclude", List.of(other.sessionId));
        lists.put("eligible", List.of(publisher.sessionId));
        lists.put("exclude_authrole", List.of("other"));
        lists.put("eligible_authrole", List.of("anonymous"));
        lists.put("eligible_authid", List.of("somebody"));
        lists.forEach((list, names) -> {
            String topic = "a." + list;
            publishes(publisher, topic, RETAIN, "\"old\"");
            publishes(colleague, topic, retainFor(list, names), "\"new\"");
            other.subscribes(topic, GET_RETAINED);
            assertThat(argument(other.receivesEvent())).as(list).isEqualTo("[\"old\"]");
        });
        publishes(publisher, "a.nobody", retainFor("eligible", List.of()), "1");
        other.subscribes("a.nobody", GET_RETAINED);
        other.receivesNothing();
        publisher.subscribes("a.exclude_authrole", GET_RETAINED);
        assertThat(argument(publisher.receivesEvent())).isEqualTo("[\"new\"]");
    }

    @Test
    void few_events_are_kept_of_a_topic_and_the_one_for_everybody_longest() {
        limits(100, 1_000_000, 2);
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.b", RETAIN, "1");
        publishes(publisher, "a.b", retainFor("eligible", List.of()), "2");
        assertThat(argument(retainedFor("a.b"))).isEqualTo("[1]");
        publishes(publisher, "a.b", retainFor("eligible_authrole", List.of("anonymous")), "3");
        assertThat(argument(retainedFor("a.b"))).isEqualTo("[3]");
        publishes(publisher, "a.b", retainFor("eligible", List.of()), "4");
        assertThat(argument(retainedFor("a.b"))).isEqualTo("[1]");
        publishes(publisher, "a.b", RETAIN, "5");
        assertThat(argument(retainedFor("a.b"))).isEqualTo("[5]");
    }

    @Test
    void the_oldest_of_the_realm_are_forgotten_first() {
        limits(2, 1_000_000, 8);
        ScriptedPeer publisher = fixture.joins();
        publisher.publishes("a.first", RETAIN).publishes("a.second", RETAIN);
        publisher.publishes("a.first", RETAIN).publishes("a.third", RETAIN);

        assertThat(topicsUnder("a.", "prefix")).containsExactlyInAnyOrder("a.first", "a.third");
        assertThat(fixture.realm().counters().forgottenRetainedEvents).isEqualTo(1);
    }

    @Test
    void bytes_are_bounded_as_well() {
        limits(100, 7_000, 8);
        ScriptedPeer publisher = fixture.joins();
        for (String topic : List.of("a.1", "a.2", "a.3", "a.4", "a.5")) {
            publishes(publisher, topic, RETAIN, "\"" + "x".repeat(1_000) + "\"");
        }
        assertThat(topicsUnder("a.", "prefix")).containsExactly("a.2", "a.3", "a.4", "a.5");
        publishes(publisher, "a.6", retainFor("exclude_authid", List.of("x".repeat(500))), "1");
        assertThat(topicsUnder("a.", "prefix")).containsExactly("a.3", "a.4", "a.5", "a.6");
    }

    @Test
    void an_event_above_a_quarter_of_the_bound_is_published_but_not_retained_and_costs_no_other_topic_anything() {
        limits(100, 6_000, 8);
        ScriptedPeer publisher = fixture.joins();
        ScriptedPeer live = fixture.joins();
        live.subscribes("a.large");
        publishes(publisher, "a.small", RETAIN, "1");
        publishes(publisher, "a.large", RETAIN, "\"earlier\"");
        publishes(publisher, "a.large", RETAIN, "\"" + "x".repeat(5_700) + "\"");

        live.receivesEvent();
        live.receivesEvent();
        // The previous retained event is out of date even though its successor was not retained.
        assertThat(topicsUnder("a.", "prefix")).containsExactly("a.small");
        assertThat(fixture.realm().counters().unretainedEvents).isEqualTo(1);
        assertThat(fixture.realm().counters().forgottenRetainedEvents).isZero();
    }

    @Test
    void a_large_event_for_some_leaves_the_one_for_everybody() {
        limits(100, 6_000, 8);
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.b", RETAIN, "1");
        publishes(publisher, "a.b", retainFor("eligible", List.of(1L)), "\"" + "x".repeat(5_700) + "\"");

        assertThat(argument(retainedFor("a.b"))).isEqualTo("[1]");
    }

    @Test
    void large_events_are_logged_once_in_an_episode() {
        limits(100, 100, 8);
        RecordedLog log = RecordedLog.named("io.signalbox.router.broker.RetainedEvents");
        try {
            ScriptedPeer publisher = fixture.joins();
            for (int i = 0; i < 5; i++) {
                publisher.publishes("a.b", RETAIN);
            }
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().getFirst()).contains("topic=a.b", "max_retained_bytes=100");
            fixture.timers.advance(Duration.ofSeconds(10));
            fixture.workers.runAll();
            assertThat(log.lines().getLast()).contains("4 more events");
        } finally {
            log.stop();
        }
    }

    @Test
    void a_publisher_gets_its_own_event_only_when_it_did_not_exclude_itself() {
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.b", RETAIN, "1");
        publisher.subscribes("a.b", GET_RETAINED);
        publisher.receivesNothing();
        publisher.subscribes("a.", Map.of("match", "prefix", "get_retained", true));
        publisher.receivesNothing();
        assertThat(argument(retainedFor("a.b"))).isEqualTo("[1]");

        publishes(publisher, "a.c", Map.of("retain", true, "exclude_me", false), "2");
        publisher.receivesEvent();
        publisher.subscribes("a.c", GET_RETAINED);
        assertThat(argument(publisher.receivesEvent())).isEqualTo("[2]");
    }

    @Test
    void a_disclosed_publisher_stays_disclosed() {
        ScriptedPeer publisher = fixture.joins();
        publisher.publishes("a.b", Map.of("retain", true, "disclose_me", true));

        assertThat(retainedFor("a.b").details()).containsEntry("publisher", publisher.sessionId);
    }
}
