package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatternTableTest {

    private final PatternTable<Integer> table = new PatternTable<>();

    @Test
    void it_holds_what_was_added_and_not_removed_whatever_meets_at_one_slot() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            // First more are added than removed, later more are removed.
            boolean adds = random.nextInt(20_000) > i / 2 + 4_000;
            String pattern = "p" + random.nextInt(2_000);
            Integer found = table.find(hash(pattern), pattern);
            assertThat(found).isEqualTo(expected.get(pattern));
            if (found == null && adds) {
                table.add(hash(pattern), pattern, i);
                expected.put(pattern, i);
            } else if (!adds) {
                assertThat(table.remove(hash(pattern), pattern)).isEqualTo(expected.remove(pattern));
            }
            assertThat(table.size()).isEqualTo(expected.size());
        }
        List<Integer> values = new ArrayList<>();
        table.forEach(values::add);
        assertThat(values).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    @Test
    void patterns_of_one_hash_are_told_apart() {
        table.add(7, "a", 1);
        table.add(7, "b", 2);
        table.add(0, "c", 3);
        table.add(1, "d", 4);

        table.remove(7, "a");

        assertThat(table.find(7, "b")).isEqualTo(2);
        assertThat(table.find(7, "a")).isNull();
        assertThat(table.find(0, "c")).isEqualTo(3);
        assertThat(table.find(1, "d")).isEqualTo(4);
    }

    @Test
    void a_home_is_taken_wherever_a_pattern_stands_and_free_again_without_any() {
        for (int i = 0; i < 500; i++) {
            table.add(hash("p" + i), "p" + i, i);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(table.home(hash("p" + i))).isNotZero();
        }
        for (int i = 0; i < 500; i++) {
            assertThat(table.remove(hash("p" + i), "p" + i)).isEqualTo(i);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(table.home(hash("p" + i))).isZero();
        }
    }

    @Test
    void no_single_change_of_a_large_table_moves_more_than_a_part_of_it() {
        int patterns = 40 * PatternTable.MAX_WHOLE;
        UriHash hash = new UriHash(new SplittableRandom(5));
        for (int i = 0; i < patterns; i++) {
            table.add(hash.of("p" + i), "p" + i, i);
        }
        Set<PatternTable<Integer>> parts = new HashSet<>();
        for (int i = 0; i < patterns; i++) {
            assertThat(table.find(hash.of("p" + i), "p" + i)).isEqualTo(i);
            parts.add(table.part(hash.of("p" + i)));
        }
        assertThat(parts).hasSize(256).doesNotContain(table);
        assertThat(parts).allMatch(part -> part.size() < PatternTable.MAX_WHOLE);

        for (int i = 0; i < patterns; i++) {
            assertThat(table.remove(hash.of("p" + i), "p" + i)).isEqualTo(i);
            assertThat(table.size()).isEqualTo(patterns - 1 - i);
        }
        assertThat(table.part(0)).isSameAs(table);
    }

    @Test
    void a_table_that_crosses_its_bounds_keeps_what_stands_in_it() {
        UriHash hash = new UriHash(new SplittableRandom(6));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i <= PatternTable.MAX_WHOLE; i++) {
                table.add(hash.of("p" + i), "p" + i, i);
            }
            for (int i = PatternTable.MIN_SPLIT - 1; i <= PatternTable.MAX_WHOLE; i++) {
                assertThat(table.remove(hash.of("p" + i), "p" + i)).isEqualTo(i);
            }
            List<Integer> values = new ArrayList<>();
            table.forEach(values::add);
            assertThat(values).hasSize(PatternTable.MIN_SPLIT - 1).doesNotHaveDuplicates();
            for (int i = 0; i < PatternTable.MIN_SPLIT - 1; i++) {
                assertThat(table.remove(hash.of("p" + i), "p" + i)).isEqualTo(i);
            }
        }
    }

    /** Few different ones, next to each other, so that runs grow long and wrap around. */
    private static long hash(String pattern) {
        return pattern.hashCode() % 97 - 40 + ((long) pattern.hashCode() << 48);
    }
}
