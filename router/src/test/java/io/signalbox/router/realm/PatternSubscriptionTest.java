package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec: Pattern-based Subscription. Includes deliveries that the role of a subscriber does not permit. */
class PatternSubscriptionTest {
    private static final Map<String, Object> PREFIX = Map.of("match", "prefix");
    private static final Map<String, Object> WILDCARD = Map.of("match", "wildcard");
    private final RealmFixture fixture = new RealmFixture().withoutMetaApi();

    @ParameterizedTest
    @CsvSource({
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency, true",
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency.11, true",
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency-low, true",
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emerge, false",
        "prefix, '', a.b, true",
        "wildcard, com.myapp..userevent, com.myapp.foo.userevent, true",
        "wildcard, com.myapp..userevent, com.myapp.foo.userevent.bar, false",
        "wildcard, com.myapp..userevent, com.myapp.foo.user, false",
        "wildcard, com.myapp..userevent, com.myapp2.foo.userevent, false",
        "wildcard, '', a, true",
        "wildcard, '', a.b, false",
        "wildcard, ., a.b, true",
        "wildcard, a., a.b, true",
        "wildcard, a., a, false",
        "wildcard, ..x, p.q.x, true",
        "wildcard, a.b, a.b, true",
        "wildcard, a.b, a.c, false"
    })
    void patterns_match_as_specified(String match, String pattern, String topic, boolean matches) {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes(pattern, Map.of("match", match));

        fixture.joins().publishes(topic);

        assertThat(subscriber.connection.received).hasSize(matches ? 1 : 0);
    }

    @Test
    void each_matching_subscription_gets_its_own_event_with_its_own_details() {
        ScriptedPeer subscriber = fixture.joins();
        long exact = subscriber.subscribes("a.b");
        long prefix = subscriber.subscribes("a", PREFIX);
        long wildcard = subscriber.subscribes("a.", WILDCARD);

        fixture.joins().publishes("a.b");

        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            events.add(subscriber.receivesEvent());
        }
        subscriber.receivesNothing();
        assertThat(events).extracting(Event::subscription).containsExactlyInAnyOrder(exact, prefix, wildcard);
        assertThat(events)
                .extracting(Event::publication)
                .containsOnly(events.getFirst().publication());
        for (Event event : events) {
            assertThat(event.details()).isEqualTo(event.subscription() == exact ? Map.of() : Map.of("topic", "a.b"));
        }
    }

    @Test
    void unsubscribing_the_topic_leaves_the_pattern() {
        ScriptedPeer subscriber = fixture.joins();
        long exact = subscriber.subscribes("a.b");
        long prefix = subscriber.subscribes("a", PREFIX);
        subscriber.unsubscribes(exact);
        subscriber.receives(Unsubscribed.class);

        fixture.joins().publishes("a.b");

        assertThat(subscriber.receivesEvent().subscription()).isEqualTo(prefix);
        subscriber.receivesNothing();
    }

    @Test
    void a_uri_that_does_not_fit_its_policy_is_invalid() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribing("a..b", PREFIX);
        subscriber.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI);
        subscriber.subscribing("a b.", WILDCARD);
        subscriber.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI);
    }

    @Test
    void a_topic_that_is_denied_below_an_allowed_pattern_is_not_delivered() {
        fixture.role("some", RealmFixture.denying(Action.SUBSCRIBE, "a.secret"));
        ScriptedPeer some = fixture.joins("some");
        ScriptedPeer all = fixture.joins();
        some.subscribes("a.", PREFIX);
        all.subscribes("a.", PREFIX);
        ScriptedPeer publisher = fixture.joins();

        publisher.publishes("a.secret");
        some.receivesNothing();
        all.receivesEvent();
        assertThat(fixture.realm().counters().deniedDeliveries).isOne();
        publisher.publishes("a.open");
        some.receivesEvent();
        all.receivesEvent();
    }

    @Test
    void a_delivery_is_decided_once_per_role_and_publication() {
        List<String> decided = new ArrayList<>();
        fixture.role("counted", (action, uri, match) -> {
            if (match == MatchPolicy.EXACT) {
                decided.add(uri);
            }
            return Decision.ALLOWED;
        });
        for (int i = 0; i < 5; i++) {
            ScriptedPeer peer = fixture.joins("counted");
            peer.subscribes("a.", PREFIX);
            peer.subscribes("", PREFIX);
        }

        fixture.joins().publishes("a.b");

        assertThat(decided).containsExactly("a.b");
    }
}
