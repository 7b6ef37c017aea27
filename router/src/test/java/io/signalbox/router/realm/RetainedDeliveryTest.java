package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Delivery of many retained events to one subscriber. */
class RetainedDeliveryTest {
    private static final int TOPICS = 1_000;
    private static final Map<String, Object> RETAIN = Map.of("retain", true);
    private static final Map<String, Object> ALL = Map.of("match", "prefix", "get_retained", true);

    private final RealmFixture fixture = new RealmFixture().withoutMetaApi();
    private final ScriptedPeer publisher = fixture.joins();
    private final ScriptedPeer subscriber = fixture.joins();

    private static String topic(int number) {
        return "a.t%04d".formatted(number);
    }

    private void retain() {
        for (int i = 0; i < TOPICS; i++) {
            publisher.publishes(topic(i), RETAIN);
        }
    }

    /** Makes the subscriber stop reading. */
    private void stopsReading() {
        subscriber.connection.unreadBytes = 1 << 20;
    }

    private void readsAgain() {
        subscriber.connection.unreadBytes = 0;
        fixture.timers.advance(Duration.ofMillis(200));
        fixture.workers.runAll();
    }

    private List<String> received() {
        List<String> received = new ArrayList<>();
        while (!subscriber.connection.received.isEmpty()) {
            Event event = subscriber.receivesEvent();
            received.add((event.details().containsKey("retained") ? "retained " : "live ")
                    + event.details().get("topic"));
        }
        return received;
    }

    @Test
    void they_are_sent_in_slices_with_a_turn_for_others_between() {
        retain();
        long before = fixture.realm().load().tasks();
        subscriber.subscribes("a.", ALL);

        assertThat(received())
                .hasSize(TOPICS)
                .startsWith("retained " + topic(0))
                .endsWith("retained " + topic(999));
        assertThat(fixture.realm().load().tasks() - before).isGreaterThanOrEqualTo(TOPICS / 128);
    }

    @Test
    void a_scan_that_finds_nothing_is_sliced_as_well() {
        retain();
        long before = fixture.realm().load().tasks();
        subscriber.subscribes("a..nothing", Map.of("match", "wildcard", "get_retained", true));

        assertThat(received()).isEmpty();
        assertThat(fixture.realm().load().tasks() - before).isGreaterThanOrEqualTo(TOPICS / 128);
    }

    @Test
    void a_subscriber_that_does_not_read_gets_them_when_it_does() {
        retain();
        stopsReading();
        subscriber.subscribes("a.", ALL);
        fixture.timers.advance(Duration.ofSeconds(1));
        fixture.workers.runAll();
        subscriber.receivesNothing();

        readsAgain();
        assertThat(received()).hasSize(TOPICS).doesNotHaveDuplicates();
    }

    @Test
    void the_retained_event_of_a_topic_comes_before_a_live_one_and_only_once() {
        retain();
        stopsReading();
        subscriber.subscribes("a.", ALL);
        publisher.publishes(topic(7)).publishes(topic(7)).publishes("a.t-new", RETAIN);
        publisher.publishes(topic(9), RETAIN);
        assertThat(received())
                .containsExactly(
                        "retained " + topic(7),
                        "live " + topic(7),
                        "live " + topic(7),
                        "live a.t-new",
                        "retained " + topic(9),
                        "live " + topic(9));

        readsAgain();
        assertThat(received())
                .hasSize(TOPICS - 2)
                .doesNotContain("retained " + topic(7), "retained " + topic(9), "retained a.t-new")
                .doesNotHaveDuplicates();
    }

    @Test
    void subscribing_again_begins_anew() {
        retain();
        stopsReading();
        subscriber.subscribes("a.", ALL);
        subscriber.subscribes("a.", ALL);
        publisher.publishes(topic(3));
        received();
        subscriber.subscribes("a.", ALL);

        readsAgain();
        assertThat(received()).hasSize(TOPICS).doesNotHaveDuplicates();
    }

    @Test
    void unsubscribing_ends_it_and_so_does_leaving() {
        retain();
        stopsReading();
        subscriber.unsubscribes(subscriber.subscribes("a.", ALL));
        subscriber.connection.received.clear();
        readsAgain();
        subscriber.receivesNothing();

        stopsReading();
        subscriber.subscribes("a.", ALL);
        subscriber.disconnects();
        assertThat(fixture.timers.waiting()).isLessThanOrEqualTo(1);
        fixture.timers.advance(Duration.ofSeconds(1));
        fixture.workers.runAll();
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void two_patterns_of_a_slow_subscriber_get_theirs_each() {
        retain();
        stopsReading();
        subscriber.subscribes("a.t00", ALL);
        subscriber.sends(new Subscribe(9, ALL, "a.t09"));
        subscriber.receives(Subscribed.class);

        readsAgain();
        assertThat(received()).hasSize(200).contains("retained " + topic(99), "retained " + topic(999));
    }
}
