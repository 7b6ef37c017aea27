package io.signalbox.router.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            int slot = table.find(hash(pattern), pattern);
            assertThat(slot >= 0).isEqualTo(expected.containsKey(pattern));
            if (slot < 0 && adds) {
                table.add(hash(pattern), pattern, i);
                expected.put(pattern, i);
            } else if (slot >= 0 && !adds) {
                assertThat(table.remove(slot)).isEqualTo(expected.remove(pattern));
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

        table.remove(table.find(7, "a"));

        assertThat(table.value(table.find(7, "b"))).isEqualTo(2);
        assertThat(table.find(7, "a")).isNegative();
        assertThat(table.value(table.find(0, "c"))).isEqualTo(3);
        assertThat(table.value(table.find(1, "d"))).isEqualTo(4);
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
            assertThat(table.remove(table.find(hash("p" + i), "p" + i))).isEqualTo(i);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(table.home(hash("p" + i))).isZero();
        }
    }

    /** Few different ones, next to each other, so that runs grow long and wrap around. */
    private static long hash(String pattern) {
        return pattern.hashCode() % 97 - 40 + ((long) pattern.hashCode() << 48);
    }
}
