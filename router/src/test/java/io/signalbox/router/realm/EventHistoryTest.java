package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.MemoryHistory;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import io.signalbox.router.store.RealmStore.TopicHistory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Spec: Event History. Tests with raw messages are in the {@code wire} package. */
class EventHistoryTest {
    private final RealmFixture fixture = new RealmFixture();
    private Instant now = Instant.parse("2026-01-31T12:00:00.000001Z");

    private void histories(HistoryBounds bounds, long maxBytes) {
        fixture.store = new RealmStore(
                List.of(
                        new TopicHistory(
                                MatchPolicy.EXACT,
                                "a.b",
                                new MemoryHistory("realm1", bounds, maxBytes, () -> now, fixture.workers)),
                        new TopicHistory(
                                MatchPolicy.PREFIX,
                                "a.",
                                new MemoryHistory("realm1", bounds, maxBytes, () -> now, fixture.workers)),
                        new TopicHistory(
                                MatchPolicy.WILDCARD,
                                ".b",
                                new MemoryHistory("realm1", bounds, maxBytes, () -> now, fixture.workers))),
                RetentionLimits.DEFAULTS,
                () -> now);
    }

    private void histories() {
        histories(new HistoryBounds(10, 0), 1_000_000);
    }

    private static void asks(ScriptedPeer peer, String payload, int parts) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        peer.sends(new Call(
                peer.nextRequest(),
                Map.of(),
                "wamp.subscription.get_events",
                new Payload(WireFormat.JSON, bytes, 0, bytes.length, parts)));
    }

    private static List<?> events(ScriptedPeer peer, long subscription) {
        asks(peer, "[" + subscription + "]", 1);
        return new Serializers()
                .of(WireFormat.JSON)
                .arguments(peer.receives(Result.class).payload());
    }

    private static Object of(Object event, String key) {
        return ((Map<?, ?>) event).get(key);
    }

    @Test
    void an_event_is_in_the_history_of_every_match_with_its_own_details() {
        histories();
        ScriptedPeer peer = fixture.joins();
        peer.publishes("a.b", Map.of("acknowledge", true)).publishes("a.c");
        long publication = peer.receives(Published.class).publication();

        List<?> exact = events(peer, peer.subscribes("a.b"));
        List<?> prefix = events(peer, peer.subscribes("a.", Map.of("match", "prefix")));
        List<?> wildcard = events(peer, peer.subscribes(".b", Map.of("match", "wildcard")));

        assertThat(exact).singleElement().satisfies(event -> {
            assertThat(of(event, "publication")).isEqualTo(publication);
            assertThat(of(event, "timestamp")).isEqualTo("2026-01-31T12:00:00.000001Z");
            assertThat(of(event, "details")).isEqualTo(Map.of());
        });
        assertThat(prefix)
                .extracting(event -> of(event, "details"))
                .containsExactly(Map.of("topic", "a.b"), Map.of("topic", "a.c"));
        assertThat(wildcard).extracting(event -> of(event, "details")).containsExactly(Map.of("topic", "a.b"));
    }

    @Test
    void a_reader_sees_no_topic_that_it_may_not_subscribe_to() {
        histories();
        fixture.role("limited", RealmFixture.denying(Action.SUBSCRIBE, "a.b"));
        fixture.joins().publishes("a.b").publishes("a.c");
        ScriptedPeer limited = fixture.joins("limited");
        long prefix = limited.subscribes("a.", Map.of("match", "prefix"));

        assertThat(events(limited, prefix))
                .extracting(event -> of(event, "details"))
                .containsExactly(Map.of("topic", "a.c"));
        asks(limited, "[" + prefix + "], {\"topic\": \"a.b\"}", 2);
        assertThat(limited.receives(Result.class).payload().isEmpty()).isTrue();
        asks(limited, "[1]", 1);
        limited.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
    }

    @Test
    void events_expire() {
        histories(new HistoryBounds(10, 60_000), 1_000_000);
        ScriptedPeer peer = fixture.joins().publishes("a.b");
        now = now.plusSeconds(40);
        peer.publishes("a.b");
        long subscription = peer.subscribes("a.b");

        assertThat(events(peer, subscription)).hasSize(2);
        now = now.plusSeconds(40);
        assertThat(events(peer, subscription)).hasSize(1);
        now = now.plusSeconds(40);
        assertThat(events(peer, subscription)).isEmpty();
    }

    @Test
    void a_history_is_bounded_in_bytes() {
        histories(new HistoryBounds(10, 0), 2_800);
        ScriptedPeer peer = fixture.joins();
        publishes(peer, 1_000);
        publishes(peer, 1_000);
        publishes(peer, 1_001);
        publishes(peer, 9_000);

        assertThat(events(peer, peer.subscribes(".b", Map.of("match", "wildcard"))))
                .extracting(event -> ((List<?>) of(event, "args")).get(0))
                .extracting(text -> ((String) text).length())
                .containsExactly(1_000, 1_001);
    }

    private static void publishes(ScriptedPeer peer, int characters) {
        Payload payload = ScriptedPeer.text("\"" + "x".repeat(characters) + "\"");
        peer.sends(new Publish(peer.nextRequest(), Map.of(), "x.b", payload));
    }

    @Test
    void a_payload_that_fits_into_no_answer_is_left_out_of_it() {
        histories();
        ScriptedPeer peer = fixture.joins();
        peer.publishes("a.b");
        peer.sends(
                new Publish(peer.nextRequest(), Map.of(), "a.b", ScriptedPeer.text("[".repeat(125) + "]".repeat(125))));
        List<?> events = events(peer, peer.subscribes("a.b"));

        assertThat(of(events.get(0), "args")).isEqualTo(List.of(1L));
        assertThat(((Map<?, ?>) events.get(1)).keySet())
                .isEqualTo(Set.of("timestamp", "subscription", "publication", "details"));
    }

    @Test
    void subscribers_come_and_go_while_the_history_stays() {
        histories();
        ScriptedPeer subscriber = fixture.joins();
        long subscription = subscriber.subscribes("a.b");
        subscriber.disconnects();
        ScriptedPeer other = fixture.joins().publishes("a.b");

        assertThat(other.subscribes("a.b")).isEqualTo(subscription);
        assertThat(events(other, subscription)).hasSize(1);
        other.publishes("a.b", Map.of("exclude_me", false));
        assertThat(other.receives(Event.class).subscription()).isEqualTo(subscription);
    }
}
