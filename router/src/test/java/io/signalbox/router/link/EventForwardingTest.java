package io.signalbox.router.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.realm.ManualTimers;
import io.signalbox.router.realm.RecordedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventForwardingTest {
    @Test
    void events_with_an_invalid_way_are_dropped_counted_and_logged_once() {
        RecordedLog log = RecordedLog.of(EventForwarding.class);
        try {
            ManualTimers timers = new ManualTimers();
            LinkCounters counters = new LinkCounters();
            LinkTerms terms = new LinkTerms("link1", Set.of(), 8, 1, 1);
            // An event that is dropped reaches neither end.
            EventForwarding forwarding = new EventForwarding(null, null, terms, counters, timers);

            UriPattern topic = new UriPattern(MatchPolicy.EXACT, "com.example.topic");
            for (int publication = 1; publication <= 3; publication++) {
                Event event = new Event(1, publication, Map.of("forward_for", "first"), Payload.EMPTY);
                forwarding.forward(topic, event, new FlushBatch());
            }
            timers.advance(Duration.ofSeconds(10));

            assertThat(counters.values()).containsEntry("droppedEvents", 3L).containsEntry("loops", 0L);
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("link=link1 topic=com.example.topic an event has an invalid forward_for: ");
            assertThat(log.lines().get(1)).isEqualTo("link=link1 2 more events had an invalid forward_for");
        } finally {
            log.stop();
        }
    }

    @Test
    void events_with_lists_of_receivers_that_are_not_forwarded_are_counted_and_logged_once_per_episode() {
        RecordedLog log = RecordedLog.of(EventForwarding.class);
        try {
            ManualTimers timers = new ManualTimers();
            LinkCounters counters = new LinkCounters();
            LinkTerms terms = new LinkTerms("link1", Set.of(), 8, 1, 1);
            // The router of this end has not said that it accepts forward_for.
            EventForwarding forwarding = new EventForwarding(null, new LinkEnd(), terms, counters, timers);

            UriPattern topic = new UriPattern(MatchPolicy.EXACT, "com.example.topic");
            for (int publication = 1; publication <= 6; publication++) {
                Map<String, Object> details = Map.of("eligible_authrole", List.of("admin"));
                forwarding.forward(topic, new Event(1, publication, details, Payload.EMPTY), new FlushBatch());
                timers.advance(Duration.ofSeconds(publication == 3 ? 10 : 0));
            }

            assertThat(counters.values()).containsEntry("restrictedEvents", 6L).containsEntry("events", 0L);
            assertThat(log.lines()).hasSize(3);
            assertThat(log.lines().get(0))
                    .startsWith("link=link1 topic=com.example.topic an event with lists of authids or authroles is not"
                            + " forwarded")
                    .contains("set \"link\": true in the role of the link at the other router");
            assertThat(log.lines().get(1)).isEqualTo("link=link1 has not forwarded 2 more restricted events");
            assertThat(log.lines().get(2)).isEqualTo(log.lines().get(0));
        } finally {
            log.stop();
        }
    }
}
