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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checklist B50 to B56. */
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
        Map<String, Object> lists = new HashMap<>();
        lists.put("exclude", List.of(other.sessionId));
        lists.put("eligible", List.of(publisher.sessionId));
        lists.put("exclude_authrole", List.of("other"));
        lists.put("eligible_authrole", List.of("anonymous"));
        lists.put("eligible_authid", List.of("somebody"));
        lists.forEach((list, names) -> {
            String topic = "a." + list;
            publishes(publisher, topic, RETAIN, "\"old\"");
            publishes(publisher, topic, retainFor(list, names), "\"new\"");
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
        limits(100, 2_000, 8);
        ScriptedPeer publisher = fixture.joins();
        publishes(publisher, "a.1", RETAIN, "\"" + "x".repeat(1_000) + "\"");
        publishes(publisher, "a.2", RETAIN, "\"" + "x".repeat(1_000) + "\"");
        assertThat(topicsUnder("a.", "prefix")).containsExactly("a.2");
        publishes(publisher, "a.2", retainFor("exclude_authid", List.of("x".repeat(2_000))), "1");
        assertThat(topicsUnder("a.", "prefix")).isEmpty();
    }

    @Test
    void a_disclosed_publisher_stays_disclosed() {
        ScriptedPeer publisher = fixture.joins();
        publisher.publishes("a.b", Map.of("retain", true, "disclose_me", true));

        assertThat(retainedFor("a.b").details()).containsEntry("publisher", publisher.sessionId);
    }
}
