package io.signalbox.router.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.options.ForwardFor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardedPublicationsTest {
    private final ForwardedPublications remembered = new ForwardedPublications();

    private boolean isFirst(String peer, String origin, long publication) {
        ForwardFor.Hop hop = new ForwardFor.Hop(1, "joe", "user", origin, publication);
        return remembered.isFirst(peer, new ForwardFor(List.of(hop)), "here");
    }

    @Test
    void a_peer_that_floods_forgets_its_own_publications_only() {
        assertThat(isFirst("honest", "a", 1)).isTrue();
        assertThat(isFirst("hostile", "b", 1)).isTrue();

        for (int i = 0; i < ForwardedPublications.MAX_NODES; i++) {
            isFirst("hostile", "invented" + i, 1);
        }
        for (int i = 0; i < ForwardedPublications.MAX_PUBLICATIONS; i++) {
            isFirst("hostile", "c", 1 + i);
        }

        assertThat(isFirst("hostile", "b", 1)).as("forgotten").isTrue();
        assertThat(isFirst("third", "a", 1)).isFalse();
        assertThat(isFirst("hostile", "a", 1)).isFalse();
    }

    @Test
    void what_a_peer_has_brought_second_is_remembered_when_the_first_one_forgets() {
        assertThat(isFirst("hostile", "a", 1)).isTrue();
        assertThat(isFirst("honest", "a", 1)).isFalse();

        for (int i = 0; i < ForwardedPublications.MAX_PUBLICATIONS; i++) {
            isFirst("hostile", "b", 1 + i);
        }

        assertThat(isFirst("third", "a", 1)).isFalse();
    }

    @Test
    void a_peer_with_many_publications_forgets_the_oldest_one() {
        for (int i = 1; i <= ForwardedPublications.MAX_PUBLICATIONS; i++) {
            assertThat(isFirst("peer", "node" + i % 10, i)).isTrue();
        }

        assertThat(isFirst("peer", "node1", 1)).isFalse();
        assertThat(isFirst("peer", "new", 1)).isTrue();
        assertThat(isFirst("peer", "node1", 1)).as("the oldest one").isTrue();
        assertThat(isFirst("peer", "node3", 3)).isFalse();
    }

    @Test
    void the_peer_that_has_not_published_for_the_longest_time_is_forgotten_first() {
        isFirst("first", "a", 1);
        isFirst("second", "a", 2);
        for (int i = 0; i < ForwardedPublications.MAX_PEERS - 2; i++) {
            isFirst("peer" + i, "b", 1 + i);
        }
        isFirst("first", "a", 3);
        isFirst("one_more", "c", 1);

        assertThat(isFirst("first", "a", 1)).isFalse();
        assertThat(isFirst("first", "a", 2))
                .as("brought by the second peer only")
                .isTrue();
    }
}
