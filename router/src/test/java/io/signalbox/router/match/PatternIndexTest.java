package io.signalbox.router.match;

import static io.signalbox.protocol.message.MatchPolicy.EXACT;
import static io.signalbox.protocol.message.MatchPolicy.PREFIX;
import static io.signalbox.protocol.message.MatchPolicy.WILDCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples of the sections Prefix Matching, Wildcard Matching and Pattern-based Registration of the specification. */
class PatternIndexTest {

    private final PatternIndex<String> index = new PatternIndex<>();

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        // Examples of the specification (spec: Prefix Matching).
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency.11, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency-low, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency.category.severe, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emerge, false",
        // Examples of the specification (spec: Wildcard Matching).
        "WILDCARD, com.myapp..userevent, com.myapp.foo.userevent, true",
        "WILDCARD, com.myapp..userevent, com.myapp.foo.userevent.bar, false",
        "WILDCARD, com.myapp..userevent, com.myapp.foo.user, false",
        "WILDCARD, com.myapp..userevent, com.myapp2.foo.userevent, false",
        // Empty components at the ends and exact matches
        "PREFIX, '', a.b.c, true",
        "WILDCARD, '', a, true",
        "WILDCARD, '', a.b, false",
        "WILDCARD, ., a.b, true",
        "WILDCARD, ., a, false",
        "WILDCARD, ., a.b.c, false",
        "WILDCARD, a., a.b, true",
        "WILDCARD, a., a, false",
        "WILDCARD, a., b.b, false",
        "WILDCARD, ..x, p.q.x, true",
        "WILDCARD, ..x, p.q.y, false",
        "WILDCARD, a.b, a.b, true",
        "WILDCARD, a.b, a.c, false",
        "WILDCARD, a.b, a.bc, false",
        "WILDCARD, a.bc, a.b, false",
        "EXACT, a.b, a.b, true",
        "EXACT, a.b, a.b.c, false",
    })
    void a_pattern_matches_as_the_specification_says(MatchPolicy match, String pattern, String uri, boolean expected) {
        index.put(match, pattern, "found");

        assertThat(matches(uri)).isEqualTo(expected ? List.of("found") : List.of());
        assertThat(index.best(uri, value -> true)).isEqualTo(expected ? "found" : null);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a1.b2.c3.d4.e55, 1",
        "a1.b2.c3.d98.e74, 2",
        "a1.b2.c3.d4.e325, 3",
        // The published table has 5 here, contrary to the section Prefix Matching: a1.b2.c3 is a prefix by characters.
        "a1.b2.c33.d4.e5, 2",
        "a1.b2.c88.d4.e5, 4",
        "a1.b2.c88.d4.e5.f6.g7, 6",
        "a1.b2.c33.d8.e5, 2",
        "a1.b2.c88.d4.e77.f6.g7, 7",
        "a2.b2.c2.d2.e2, ",
    })
    void the_worked_table_chooses_one_registration(String uri, String expected) {
        workedTable();

        assertThat(index.best(uri, value -> true)).isEqualTo(expected);
    }

    @Test
    void every_matching_subscription_is_found_and_an_exact_one_carves_nothing_out() {
        index.put(EXACT, "a.b", "exact");
        index.put(PREFIX, "a", "prefix");
        index.put(PREFIX, "a.b", "longer prefix");
        index.put(WILDCARD, ".b", "wildcard");

        assertThat(matches("a.b")).containsExactlyInAnyOrder("exact", "prefix", "longer prefix", "wildcard");

        index.remove(EXACT, "a.b");
        assertThat(matches("a.b")).containsExactlyInAnyOrder("prefix", "longer prefix", "wildcard");
    }

    @Test
    void the_best_wildcard_has_its_literals_first() {
        for (String pattern : List.of("..c.d", "a...d", "a..c.", ".b.c.d", "a.b..")) {
            index.put(WILDCARD, pattern, pattern);
        }

        List<String> offered = new ArrayList<>();
        index.best("a.b.c.d", value -> {
            offered.add(value);
            return false;
        });

        assertThat(offered).containsExactly("a.b..", "a..c.", "a...d", ".b.c.d", "..c.d");
    }

    @Test
    void a_dead_end_behind_a_literal_leads_back_to_the_wildcard() {
        index.put(WILDCARD, "a.b..x", "literal first");
        index.put(WILDCARD, "a...y", "wildcard");

        assertThat(index.best("a.b.c.y", value -> true)).isEqualTo("wildcard");
    }

    @Test
    void what_is_not_admitted_is_skipped_down_to_the_last() {
        workedTable();
        index.put(WILDCARD, "a1.b2.c3..", "8");
        List<String> offered = new ArrayList<>();

        String best = index.best("a1.b2.c3.d4.e55", value -> {
            offered.add(value);
            return value.equals("8");
        });

        assertThat(best).isEqualTo("8");
        assertThat(offered).containsExactly("1", "3", "2", "8");
        assertThat(index.best("a1.b2.c3.d4.e55", value -> false)).isNull();
    }

    @Test
    void the_same_uri_stands_once_under_each_policy() {
        for (MatchPolicy match : MatchPolicy.values()) {
            index.put(match, "a.b", match.wireName());
        }

        assertThat(index.size()).isEqualTo(3);
        for (MatchPolicy match : MatchPolicy.values()) {
            assertThat(index.get(match, "a.b")).isEqualTo(match.wireName());
            assertThatThrownBy(() -> index.put(match, "a.b", "again")).isInstanceOf(IllegalStateException.class);
            assertThat(index.remove(match, "a.b")).isEqualTo(match.wireName());
            assertThat(index.remove(match, "a.b")).isNull();
        }
        assertThat(index.size()).isZero();
    }

    @Test
    void a_walk_over_one_policy_meets_each_of_its_values() {
        List<String> patterns = List.of("", ".", "a", "a.", "a..b", "ab", "b");
        for (MatchPolicy match : MatchPolicy.values()) {
            patterns.forEach(pattern -> index.put(match, pattern, match + pattern));
        }

        for (MatchPolicy match : MatchPolicy.values()) {
            List<String> walked = new ArrayList<>();
            index.forEach(match, walked::add);
            assertThat(walked)
                    .containsExactlyInAnyOrderElementsOf(
                            patterns.stream().map(pattern -> match + pattern).toList());
        }
    }

    @Test
    void exact_values_stay_when_the_first_pattern_comes_and_when_the_last_one_goes() {
        for (int i = 0; i < 5_000; i++) {
            index.put(EXACT, "a.b" + i, "exact " + i);
        }
        index.put(PREFIX, "a", "prefix");
        assertThat(index.size()).isEqualTo(5_001);
        assertThat(matches("a.b4999")).containsExactlyInAnyOrder("exact 4999", "prefix");

        index.remove(PREFIX, "a");
        index.put(EXACT, "a.b5000", "exact 5000");
        for (int i = 0; i <= 5_000; i++) {
            assertThat(matches("a.b" + i)).containsExactly("exact " + i);
            assertThat(index.best("a.b" + i, value -> false)).isNull();
            assertThat(index.remove(EXACT, "a.b" + i)).isEqualTo("exact " + i);
        }
        assertThat(index.size()).isZero();
    }

    private void workedTable() {
        index.put(EXACT, "a1.b2.c3.d4.e55", "1");
        index.put(PREFIX, "a1.b2.c3", "2");
        index.put(PREFIX, "a1.b2.c3.d4", "3");
        index.put(WILDCARD, "a1.b2..d4.e5", "4");
        index.put(WILDCARD, "a1.b2.c33..e5", "5");
        index.put(WILDCARD, "a1.b2..d4.e5..g7", "6");
        index.put(WILDCARD, "a1.b2..d4..f6.g7", "7");
    }

    private List<String> matches(String uri) {
        List<String> found = new ArrayList<>();
        index.forEachMatch(uri, found::add);
        return found;
    }

    @Test
    void uris_of_one_hash_code_are_told_apart_and_do_not_make_the_search_long() {
        ExactIndex<Integer> exact = new ExactIndex<>(new UriHash(new SplittableRandom(9)));
        int count = 2 * ExactIndex.MAX_DISTANCE;
        for (int i = 0; i < count; i++) {
            assertThat(colliding(i).hashCode()).isEqualTo(colliding(0).hashCode());
            exact.put(colliding(i), i);
        }
        assertThat(exact.standsAlone()).isFalse();
        for (int i = 0; i < count; i++) {
            assertThat(exact.get(colliding(i))).isEqualTo(i);
        }
        for (int i = 0; i < count; i++) {
            assertThat(exact.remove(colliding(i))).isEqualTo(i);
        }
        assertThat(exact.size()).isZero();
    }

    private static String colliding(int number) {
        StringBuilder uri = new StringBuilder();
        for (int bit = 0; bit < 10; bit++) {
            uri.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return uri.toString();
    }
}
