package io.signalbox.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters with names, in the order of their creation. Created on one thread, and thread-safe afterwards. */
public final class NamedCounters {
    private final Map<String, LongAdder> byName = new LinkedHashMap<>();

    /** Returns a new counter with this name. */
    public LongAdder counter(String name) {
        LongAdder counter = new LongAdder();
        byName.put(name, counter);
        return counter;
    }

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        byName.forEach((name, counter) -> values.put(name, counter.sum()));
        return values;
    }
}
