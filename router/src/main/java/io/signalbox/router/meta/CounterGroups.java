package io.signalbox.router.meta;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Counters of the parts of a node or of a realm, by group. Thread-safe, as far as the sources of the counters are
 * thread-safe.
 */
public final class CounterGroups {
    private final List<Group> groups = new CopyOnWriteArrayList<>();

    /** @param part null for a group without parts */
    private record Group(String name, String part, Supplier<Map<String, Long>> counters) {}

    /**
     * Adds counters to a group without parts.
     *
     * @param counters returns the current values, by name
     */
    public void add(String group, Supplier<Map<String, Long>> counters) {
        groups.add(new Group(group, null, counters));
    }

    /**
     * Adds the counters of one of several parts, such as a listener. Parts with the same name are added up.
     *
     * @param counters returns the current values, by name
     */
    public void add(String group, String part, Supplier<Map<String, Long>> counters) {
        groups.add(new Group(group, part, counters));
    }

    /** Returns the current values: by group, within a group of several parts by part, and by name. */
    public Map<String, Object> read() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Group group : groups) {
            Map<String, Long> values = group.counters().get();
            if (group.part() == null) {
                membersOf(all, group).putAll(values);
            } else {
                values.forEach((name, value) -> partOf(all, group).merge(name, value, Long::sum));
            }
        }
        return all;
    }

    @SuppressWarnings("unchecked") // Created below.
    private static Map<String, Long> partOf(Map<String, Object> all, Group group) {
        return (Map<String, Long>)
                membersOf(all, group).computeIfAbsent(group.part(), part -> new LinkedHashMap<String, Long>());
    }

    @SuppressWarnings("unchecked") // Created here.
    private static Map<String, Object> membersOf(Map<String, Object> all, Group group) {
        return (Map<String, Object>) all.computeIfAbsent(group.name(), name -> new LinkedHashMap<String, Object>());
    }
}
