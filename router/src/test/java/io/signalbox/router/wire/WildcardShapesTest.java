package io.signalbox.router.wire;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code max_wildcard_shapes}, which is two in this realm. */
class WildcardShapesTest extends WireTest {
    private static final String REFUSED = "[8, %d, 9, '*', 'signalbox.error.limit_exceeded', ['*']]";

    private RawWampClient client;

    @BeforeEach
    void join_the_realm() {
        client = join("shaped");
    }

    @Test
    void a_third_placing_of_wildcards_among_as_many_components_is_refused_to_a_subscriber() {
        long first = subscribes(1, "a..c");
        subscribes(2, "a.b.");
        client.asks("[32, 9, {'match': 'wildcard'}, '.b.c']", REFUSED.formatted(32));
        subscribes(3, "x..z");
        subscribes(4, "a..c.d");
        client.asks("[32, 5, {'match': 'prefix'}, 'b.c']", "[33, 5, '*']");
        client.asks("[34, 6, %d]".formatted(first), "[35, 6]");
        client.asks("[32, 9, {'match': 'wildcard'}, '.b.c']", REFUSED.formatted(32));
        long last = subscribes(7, "x..z");
        client.asks("[34, 8, %d]".formatted(last), "[35, 8]");
        subscribes(10, ".b.c");
        publishes("q.b.c");
        client.receives("[36, '*', '*', {'topic': 'q.b.c'}]");
    }

    @Test
    void registrations_are_bounded_apart() {
        subscribes(1, "a..c");
        subscribes(2, "a.b.");
        client.asks("[64, 3, {'match': 'wildcard'}, 'a..c']", "[65, 3, '*']");
        client.asks("[64, 4, {'match': 'wildcard'}, '.b.c']", "[65, 4, '*']");
        client.asks("[64, 9, {'match': 'wildcard'}, 'a.b.']", REFUSED.formatted(64));
        client.asks("[64, 5, {'match': 'wildcard'}, 'x..z']", "[65, 5, '*']");
    }

    private long subscribes(int request, String pattern) {
        return client.asks(
                        "[32, %d, {'match': 'wildcard'}, '%s']".formatted(request, pattern),
                        "[33, %d, '*']".formatted(request))
                .get(2)
                .longValue();
    }

    private void publishes(String topic) {
        join("shaped").asks("[16, 1, {'acknowledge': true}, '%s']".formatted(topic), "[17, 1, '*']");
    }
}
