package io.signalbox.router.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LongMapTest {
    private final LongMap<String> map = new LongMap<>();

    @Test
    void what_was_put_is_found_until_it_is_removed() {
        assertThat(map.put(5, "five")).isNull();
        assertThat(map.put(5, "FIVE")).isEqualTo("five");
        assertThat(map.get(5)).isEqualTo("FIVE");
        assertThat(map.size()).isEqualTo(1);
        assertThat(map.remove(5)).isEqualTo("FIVE");
        assertThat(map.remove(5)).isNull();
        assertThat(map.get(5)).isNull();
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void zero_and_the_extremes_are_keys_like_others() {
        long[] keys = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53};
        for (long key : keys) {
            map.put(key, "" + key);
        }
        for (long key : keys) {
            assertThat(map.get(key)).isEqualTo("" + key);
        }
        assertThat(map.values()).hasSize(5);
    }

    @Test
    void the_values_are_a_copy() {
        map.put(1, "one");
        map.put(2, "two");
        for (String value : map.values()) {
            map.remove(value.equals("one") ? 1 : 2);
        }
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void it_agrees_with_a_hash_map_over_random_changes() {
        Random random = new Random(1);
        Map<Long, String> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            int phase = step / 20_000 % 2;
            long key = random.nextInt(3000) * (random.nextBoolean() ? 1L : 1L << 40);
            if (random.nextInt(10) < (phase == 0 ? 7 : 3)) {
                assertThat(map.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
            } else {
                assertThat(map.remove(key)).isEqualTo(model.remove(key));
            }
            assertThat(map.size()).isEqualTo(model.size());
        }
        model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.values()).hasSameSizeAs(model.values());
        assertThat(new HashSet<>(map.values())).isEqualTo(new HashSet<>(model.values()));
    }

    @Test
    void a_large_map_agrees_with_a_hash_map_while_it_grows_and_shrinks() {
        Random random = new Random(2);
        Map<Long, String> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            boolean grows = step / 40_000 % 2 == 0;
            long key = random.nextInt(20_000) * 1_000_003L;
            if (random.nextInt(10) < (grows ? 9 : 1)) {
                assertThat(map.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
            } else {
                assertThat(map.remove(key)).isEqualTo(model.remove(key));
            }
            assertThat(map.size()).isEqualTo(model.size());
        }
        assertThat(map.size()).isGreaterThan(LongMap.MAX_WHOLE);
        model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        assertThat(map.values()).hasSameSizeAs(model.values());
        assertThat(new HashSet<>(map.values())).isEqualTo(new HashSet<>(model.values()));
        List.copyOf(model.keySet()).forEach(key -> assertThat(map.remove(key)).isEqualTo(model.remove(key)));
        assertThat(map.isEmpty()).isTrue();
        assertThat(map.values()).isEmpty();
    }

    @Test
    void draining_comes_past_all_whatever_others_remove_meanwhile() {
        Set<Long> left = new HashSet<>();
        LongMap<Long> numbers = new LongMap<>();
        for (long key = 0; key < 20_000; key++) {
            numbers.put(key, key);
            left.add(key);
        }
        Random random = new Random(3);
        Iterator<Long> draining = numbers.draining();
        while (draining.hasNext()) {
            long key = draining.next();
            numbers.remove(key);
            left.remove(key);
            long other = random.nextInt(20_000);
            numbers.remove(other);
            left.remove(other);
        }
        assertThat(left).isEmpty();
        assertThat(numbers.isEmpty()).isTrue();
    }
}
