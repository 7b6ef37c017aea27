package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cost of a search, counted in visited places. */
class WildcardSearchTest {

    private final CharTrie<String> patterns = new CharTrie<>();
    private final WildcardSearch<String> search = new WildcardSearch<>(patterns);

    @Test
    void standing_patterns_that_branch_off_elsewhere_cost_nothing() {
        patterns.put("com.app..temperature", "hit");
        long alone = visitsOf("com.app.room17.temperature");
        for (int i = 0; i < 10_000; i++) {
            patterns.put("com.app" + i + "..temperature", "other");
            patterns.put("com.app.room" + i + "..", "other");
        }

        assertThat(visitsOf("com.app.room17.temperature")).isLessThanOrEqualTo(alone + 1);
    }

    @Test
    void a_search_visits_no_place_twice_when_every_mask_of_a_uri_stands() {
        int components = 12;
        String uri = uriOf(components);
        for (int mask = 0; mask < 1 << components; mask++) {
            patterns.put(masked(components, mask), "match " + mask);
        }

        assertThat(visitsOf(uri)).isEqualTo((1 << components) - 1);
        assertThat(visitsToFirstOf(uri)).isEqualTo(components);
    }

    @Test
    void few_patterns_of_many_components_do_not_double_per_component() {
        int components = 200;
        for (int i = 0; i < components - 1; i++) {
            String literalsUpTo = "c.".repeat(i);
            patterns.put(literalsUpTo + ".".repeat(components - 1 - i) + "dead", "no match");
        }
        patterns.put(".".repeat(components - 1), "match");

        String uri = IntStream.range(0, components).mapToObj(i -> "c").collect(Collectors.joining("."));
        assertThat(visitsOf(uri)).isLessThanOrEqualTo(components * (components + 1L));
        assertThat(search.best(uri, value -> true)).isEqualTo("match");
    }

    private long visitsOf(String uri) {
        long before = search.visits();
        search.best(uri, value -> false);
        return search.visits() - before;
    }

    private long visitsToFirstOf(String uri) {
        long before = search.visits();
        search.best(uri, value -> true);
        return search.visits() - before;
    }

    private static String uriOf(int components) {
        return masked(components, 0);
    }

    private static String masked(int components, int mask) {
        return IntStream.range(0, components)
                .mapToObj(i -> (mask & 1 << i) == 0 ? "c" + i : "")
                .collect(Collectors.joining("."));
    }
}
