package io.signalbox.gateway.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the hooks and procedures of all connections of a node since its start. Thread-safe. */
public final class ConnectionCounters {
    private final Map<String, LongAdder> byName = new LinkedHashMap<>();

    /** Calls of hooks that were answered, and events that topics have got. */
    final LongAdder hooksCalled = counter("hooksCalled");

    /** Calls of hooks that failed, and events that no topic has got. */
    final LongAdder hooksFailed = counter("connectionHooksFailed");

    /** Repetitions of calls, because nobody served the hook. */
    final LongAdder hooksRepeated = counter("hooksRepeated");

    /** Events that were dropped before their hook, because of the limit of the queue, or because the connection was deleted. */
    final LongAdder eventsDropped = counter("hookEventsDropped");

    /** Times at which the sockets of a connection were not read any more, because of its hooks. */
    final LongAdder pauses = counter("hookPauses");

    /** Texts of servers that are no JSON, although the connection expects JSON. */
    final LongAdder malformed = counter("messagesMalformed");

    /** Events of the topic of a connection, and replies of hooks, that could not be sent. */
    final LongAdder unsent = counter("messagesUnsent");

    /** Calls of procedures of other routers. */
    final LongAdder invocations = counter("remoteInvocations");

    private LongAdder counter(String name) {
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
