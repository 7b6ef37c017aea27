package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.SessionLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Spec: Publish and Subscribe, Publisher Exclusion, Subscriber Black- and Whitelisting. */
class PublishSubscribeTest {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private static final Map<String, Object> ACKNOWLEDGE = Map.of("acknowledge", true);
    private static final Map<String, Object> INCLUDE_ME = Map.of("exclude_me", false);
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void two_sessions_on_one_topic_share_the_subscription() {
        assertThat(fixture.joins().subscribes("com.a"))
                .isEqualTo(fixture.joins().subscribes("com.a"));
    }

    @Test
    void subscribing_again_changes_nothing() {
        ScriptedPeer peer = fixture.joins();
        long subscription = peer.subscribes("com.a");
        assertThat(peer.subscribes("com.a")).isEqualTo(subscription);
        ScriptedPeer publisher = fixture.joins().publishes("com.a");
        peer.receivesEvent();
        peer.receivesNothing();

        peer.unsubscribes(subscription);
        peer.receives(Unsubscribed.class);
        publisher.publishes("com.a");
        peer.receivesNothing();
    }

    @Test
    void policies_on_one_uri_are_different_subscriptions() {
        ScriptedPeer peer = fixture.joins();
        long exact = peer.subscribes("com.a");
        Set<Long> ids = new HashSet<>(List.of(
                exact,
                peer.subscribes("com.a", Map.of("match", "prefix")),
                peer.subscribes("com.a", Map.of("match", "wildcard"))));

        assertThat(ids).hasSize(3);
        assertThat(peer.subscribes("com.a", Map.of("match", "exact"))).isEqualTo(exact);
    }

    @Test
    void unsubscribing_what_is_unknown_or_anothers_is_an_error() {
        ScriptedPeer member = fixture.joins();
        long subscription = member.subscribes("com.a");
        ScriptedPeer peer = fixture.joins();

        peer.unsubscribes(subscription);
        peer.receivesError(MessageType.UNSUBSCRIBE, ErrorUri.NO_SUCH_SUBSCRIPTION);
        peer.unsubscribes(4711);
        peer.receivesError(MessageType.UNSUBSCRIBE, ErrorUri.NO_SUCH_SUBSCRIPTION);
        fixture.joins().publishes("com.a");
        member.receivesEvent();
    }

    @Test
    void an_event_reaches_every_subscriber_but_the_publisher_with_its_payload() {
        ScriptedPeer one = fixture.joins();
        ScriptedPeer two = fixture.joins();
        ScriptedPeer publisher = fixture.joins();
        long subscription = one.subscribes("com.a");
        two.subscribes("com.a");
        publisher.subscribes("com.a");
        Publish publish = new Publish(publisher.nextRequest(), Map.of(), "com.a", ScriptedPeer.text("1, {}"));

        publisher.sends(publish);

        Event event = one.receivesEvent();
        assertThat(event.subscription()).isEqualTo(subscription);
        assertThat(event.details()).isEmpty();
        assertThat(event.payload()).isSameAs(publish.payload());
        assertThat(two.receivesEvent()).isSameAs(event);
        assertThat(two.lastFrame()).isSameAs(one.lastFrame());
        assertThat(one.lastFrame().isDroppable()).isTrue();
        publisher.receivesNothing();
    }

    @Test
    void a_publication_is_acknowledged_only_on_request() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("com.a");
        ScriptedPeer publisher = fixture.joins();

        publisher.publishes("com.a");
        publisher.publishes("com.a", Map.of("acknowledge", false));
        publisher.receivesNothing();
        subscriber.receivesEvent();
        subscriber.receivesEvent();
        publisher.publishes("com.a", ACKNOWLEDGE);
        assertThat(publisher.receives(Published.class).publication())
                .isEqualTo(subscriber.receivesEvent().publication());
    }

    @Test
    void a_publication_without_subscribers_is_acknowledged() {
        ScriptedPeer publisher = fixture.joins().publishes("com.a", ACKNOWLEDGE);

        assertThat(publisher.receives(Published.class).publication()).isBetween(1L, 1L << 53);
    }

    @Test
    void the_end_of_a_session_ends_its_subscriptions() {
        ScriptedPeer leaving = fixture.joins();
        long before = leaving.subscribes("com.a");
        leaving.disconnects();
        ScriptedPeer publisher = fixture.joins().publishes("com.a", ACKNOWLEDGE);
        publisher.receives(Published.class);

        leaving.receivesNothing();
        assertThat(fixture.joins().subscribes("com.a")).isNotEqualTo(before);
    }

    @Test
    void the_rest_of_a_subscription_outlives_one_member() {
        ScriptedPeer staying = fixture.joins();
        ScriptedPeer leaving = fixture.joins();
        leaving.subscribes("com.", Map.of("match", "prefix"));
        staying.subscribes("com.", Map.of("match", "prefix"));
        leaving.disconnects();

        fixture.joins().publishes("com.a");

        staying.receivesEvent();
    }

    @Test
    void exclude_me_false_includes_the_publisher_on_each_matching_subscription() {
        ScriptedPeer publisher = fixture.joins();
        long exact = publisher.subscribes("com.a");
        long prefix = publisher.subscribes("com.", Map.of("match", "prefix"));

        publisher.publishes("com.a", INCLUDE_ME);
        assertThat(List.of(
                        publisher.receivesEvent().subscription(),
                        publisher.receivesEvent().subscription()))
                .containsExactlyInAnyOrder(exact, prefix);
        publisher.publishes("com.a", Map.of("exclude_me", true));
        publisher.publishes("com.a", Map.of("eligible", List.of(publisher.sessionId)));
        publisher.receivesNothing();
    }

    @Test
    void exclude_wins_over_eligible() {
        List<ScriptedPeer> peers = List.of(fixture.joins(), fixture.joins(), fixture.joins(), fixture.joins());
        peers.forEach(peer -> peer.subscribes("com.a"));
        List<Long> ids = peers.stream().map(peer -> peer.sessionId).toList();

        fixture.joins()
                .publishes("com.a", Map.of("eligible", ids.subList(0, 3), "exclude", List.of(ids.get(0), 4711L)));

        peers.get(0).receivesNothing();
        peers.get(1).receivesEvent();
        peers.get(2).receivesEvent();
        peers.get(3).receivesNothing();
    }

    @Test
    void an_empty_white_list_admits_nobody_and_an_empty_black_list_everybody() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("com.a");
        ScriptedPeer publisher = fixture.joins();
        for (String list : List.of("eligible", "eligible_authid", "eligible_authrole")) {
            publisher.publishes("com.a", Map.of(list, List.of()));
            subscriber.receivesNothing();
        }
        for (String list : List.of("exclude", "exclude_authid", "exclude_authrole")) {
            publisher.publishes("com.a", Map.of(list, List.of()));
            subscriber.receivesEvent();
        }
    }

    @Test
    void roles_can_be_eligible_and_excluded() {
        fixture.role("admin", RealmFixture.denying(Action.CALL, "none"));
        ScriptedPeer admin = fixture.joins("admin");
        ScriptedPeer visitor = fixture.joins();
        admin.subscribes("com.a");
        visitor.subscribes("com.a");
        ScriptedPeer publisher = fixture.joins();

        publisher.publishes("com.a", Map.of("eligible_authrole", List.of("admin")));
        admin.receivesEvent();
        visitor.receivesNothing();
        publisher.publishes("com.a", Map.of("exclude_authrole", List.of("admin")));
        admin.receivesNothing();
        visitor.receivesEvent();
    }

    @Test
    void subscriptions_of_a_session_are_bounded() {
        fixture.limits = new SessionLimits(100, 10, 2, 2, 1 << 20, 10, 10, 10, 1000);
        ScriptedPeer peer = fixture.joins();
        peer.subscribes("a.a");
        long second = peer.subscribes("a.b");

        peer.subscribing("a.c", Map.of());
        assertThat(peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.LIMIT_EXCEEDED)
                        .payload())
                .satisfies(
                        payload -> assertThat(JSON.arguments(payload))
                                .containsExactly(
                                        "the session has the maximum of 2 subscriptions; unsubscribe from another topic first"));
        assertThat(fixture.realm().counters().refusedByLimit).isOne();
        assertThat(peer.subscribes("a.b")).isEqualTo(second);
        peer.unsubscribes(second);
        peer.receives(Unsubscribed.class);
        peer.subscribes("a.c");
    }

    @Test
    void placings_of_wildcards_are_bounded_for_all_sessions_together() {
        fixture.limits = new SessionLimits(100, 10, 10, 10, 1 << 20, 2, 10, 10, 1000);
        ScriptedPeer peer = fixture.joins();
        ScriptedPeer other = fixture.joins();
        Map<String, Object> wildcard = Map.of("match", "wildcard");
        peer.subscribes("a..c", wildcard);
        long second = peer.subscribes("..c", wildcard);

        other.subscribing("a.b.", wildcard);
        other.receivesError(MessageType.SUBSCRIBE, ErrorUri.LIMIT_EXCEEDED);
        assertThat(fixture.realm().counters().refusedByLimit).isOne();
        assertThat(other.subscribes("..c", wildcard)).isEqualTo(second);
        other.subscribes("x..z", wildcard);
        other.subscribes("a..c.d", wildcard);
        other.subscribes("a.b.", Map.of("match", "prefix"));

        peer.unsubscribes(second);
        peer.receives(Unsubscribed.class);
        other.unsubscribes(second);
        other.receives(Unsubscribed.class);
        other.subscribes("a.b.", wildcard);
    }

    @Test
    void answers_carry_the_id_of_their_request() {
        ScriptedPeer peer = fixture.joins();
        peer.sends(new Subscribe(77, Map.of(), "a.b"));
        assertThat(peer.receives(Subscribed.class).request()).isEqualTo(77);
        peer.sends(new Publish(78, ACKNOWLEDGE, "a.b", ScriptedPeer.text("1")));
        assertThat(peer.receives(Published.class).request()).isEqualTo(78);
        peer.sends(new Subscribe(79, Map.of(), "a..b"));
        assertThat(peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI)
                        .request())
                .isEqualTo(79);
    }
}
