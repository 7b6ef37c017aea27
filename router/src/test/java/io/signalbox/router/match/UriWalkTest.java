package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriWalkTest {

    private final UriHash hash = new UriHash(new SplittableRandom(1));
    private final UriWalk walk = new UriWalk(hash);

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a", "com.app.topic", "a..b.", "ä.漢.x"})
    void it_knows_the_hashes_of_the_whole_and_of_each_beginning_that_the_uri_has(String uri) {
        int[] lengths = {0, 1, 2, 7, 13, 99};

        walk.along(uri, lengths);

        assertThat(walk.whole()).isEqualTo(hash.of(uri));
        for (int i = 0; i < walk.beginningCount(); i++) {
            assertThat(walk.beginning(i)).isEqualTo(hash.of(uri.substring(0, lengths[i])));
        }
        assertThat(lengths[walk.beginningCount()]).isGreaterThan(uri.length());
    }

    @Test
    void a_matching_pattern_has_the_hash_that_the_uri_has_with_its_shape() {
        UriWalk alongPattern = new UriWalk(hash);
        alongPattern.along("a..c.", new int[0]);
        walk.along("a.b.c.d", new int[0]);

        assertThat(walk.pattern(Shape.of("a..c."))).isEqualTo(alongPattern.pattern());
        assertThat(walk.pattern(Shape.of("a..c.d"))).isNotEqualTo(alongPattern.pattern());
        assertThat(walk.pattern(Shape.of("a.b.c.d"))).isEqualTo(walk.pattern());
    }

    @Test
    void a_uri_may_be_of_any_length_and_the_next_one_shorter() {
        String longUri = "component.".repeat(5_000) + "end";
        walk.along(longUri, new int[] {40_000, 60_000});

        assertThat(walk.componentCount()).isEqualTo(5_001);
        assertThat(walk.beginningCount()).isOne();
        assertThat(walk.beginning(0)).isEqualTo(hash.of(longUri.substring(0, 40_000)));
        assertThat(walk.whole()).isEqualTo(hash.of(longUri));

        walk.along("a.b", new int[] {1});
        assertThat(walk.componentCount()).isEqualTo(2);
        assertThat(walk.beginning(0)).isEqualTo(hash.of("a"));
    }
}
