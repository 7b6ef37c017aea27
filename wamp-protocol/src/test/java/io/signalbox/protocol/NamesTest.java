package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Names;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final int MANY = 100_000;

    private static Names names(Iterable<String> all) {
        Names.Collector collector = new Names.Collector();
        all.forEach(collector::add);
        return collector.complete();
    }

    @Test
    void names_are_kept_once_in_the_order_of_their_first_occurrence() {
        Names names = names(List.of("joe", "", "ünï", "joe", "\uD83D\uDE00", "ünï", "", "Joe"));
        assertThat(names).isEqualTo(List.of("joe", "", "ünï", "\uD83D\uDE00", "Joe"));
        assertThat(names.contains("joe")).isTrue();
        assertThat(names.contains("")).isTrue();
        assertThat(names.contains("ünï")).isTrue();
        assertThat(names.contains("\uD83D\uDE00")).isTrue();
        assertThat(names.contains("jo")).isFalse();
        assertThat(names.contains("joejoe")).isFalse();
        assertThat(names.contains("Ã¼nÃ¯"))
                .as("a name whose characters are the bytes of another")
                .isFalse();
        assertThat(names.contains((Object) 7)).isFalse();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> names.get(5));
    }

    @Test
    void no_names_are_an_empty_list() {
        assertThat(names(List.of())).isSameAs(Names.NONE).isEmpty();
        assertThat(Names.NONE.contains("")).isFalse();
    }

    @Test
    void a_list_has_the_names_of_a_set_at_any_size() {
        Random random = new Random(7);
        Set<String> added = new TreeSet<>();
        Names.Collector collector = new Names.Collector();
        for (int i = 0; i < 5_000; i++) {
            String name = Integer.toString(random.nextInt(4_000), 36);
            added.add(name);
            collector.add(name);
        }
        Names names = collector.complete();
        assertThat(names).hasSize(added.size());
        assertThat(new TreeSet<>(names)).isEqualTo(added);
        for (int i = 0; i < 4_000; i++) {
            String name = Integer.toString(i, 36);
            assertThat(names.contains(name)).as(name).isEqualTo(added.contains(name));
        }
    }

    @Test
    void a_list_takes_the_bytes_that_it_states_and_its_search_takes_none() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(Integer.toString(i, 36));
        }
        names(all);
        long before = allocatedBytes();
        Names names = names(all);
        // An array that grows by half leaves three times its bytes behind.
        assertThat(allocatedBytes() - before).isBetween(names.sizeBytes(), 5 * names.sizeBytes());
        before = allocatedBytes();
        for (String name : all) {
            if (!names.contains(name)) {
                throw new AssertionError(name);
            }
        }
        assertThat(allocatedBytes() - before).isLessThan(MANY);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
