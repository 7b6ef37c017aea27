package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Results of a search and its cost, counted in shapes. */
class WildcardIndexTest {

    private final UriHash hash = new UriHash(new SplittableRandom(1));
    private final WildcardIndex<String> patterns = new WildcardIndex<>(hash);

    @Test
    void standing_patterns_that_branch_off_elsewhere_cost_nothing() {
        patterns.put("com.app..temperature", "hit");
        for (int i = 0; i < 10_000; i++) {
            patterns.put("com.app" + i + "..temperature", "other");
            patterns.put("com.app.hall" + i + ".", "other");
        }

        assertThat(patterns.shapeCount(4)).isEqualTo(2);
        assertThat(matchesOf("com.app.room17.temperature")).containsExactly("hit");
    }

    @Test
    void a_search_finds_every_mask_of_a_uri_once_and_the_best_first() {
        int components = 12;
        String uri = uriOf(components);
        for (int mask = 0; mask < 1 << components; mask++) {
            patterns.put(masked(components, mask), "match " + mask);
        }

        assertThat(patterns.shapeCount(components)).isEqualTo(1 << components);
        assertThat(matchesOf(uri))
                .hasSize(1 << components)
                .doesNotHaveDuplicates()
                .startsWith("match 0");
        assertThat(best(uri, value -> true)).isEqualTo("match 0");
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
        assertThat(patterns.shapeCount(components)).isEqualTo(components);
        assertThat(best(uri, value -> true)).isEqualTo("match");
    }

    @Test
    void a_shape_without_patterns_is_forgotten() {
        patterns.put("a..c", "1");
        patterns.put("b..c", "2");
        patterns.remove("a..c");
        assertThat(patterns.shapeCount(3)).isOne();

        patterns.remove("b..c");
        assertThat(patterns.shapeCount(3)).isZero();
        assertThat(patterns.remove("b..c")).isNull();
    }

    @Test
    void an_empty_component_of_a_uri_is_matched_by_a_wildcard_only_and_once() {
        patterns.put("a..c", "wild");
        patterns.put("a.b.c", "literal");

        assertThat(matchesOf("a..c")).containsExactly("wild");
        assertThat(matchesOf("a.b.c")).containsExactly("literal", "wild");
    }

    private List<String> matchesOf(String uri) {
        List<String> matches = new ArrayList<>();
        best(uri, value -> !matches.add(value));
        return matches;
    }

    private String best(String uri, Predicate<String> takes) {
        UriWalk walk = new UriWalk(hash);
        walk.along(uri, new int[0]);
        patterns.along(walk);
        return patterns.best(uri, takes);
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
