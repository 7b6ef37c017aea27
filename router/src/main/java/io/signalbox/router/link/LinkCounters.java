package io.signalbox.router.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of a link since the start of the node. Thread-safe. */
final class LinkCounters {
    final LongAdder events = new LongAdder();
    final LongAdder calls = new LongAdder();

    /** Messages whose way names the other router, or has passed as many links as are permitted. */
    final LongAdder loops = new LongAdder();

    /** Events that the other router did not read fast enough, and events with an invalid way. */
    final LongAdder droppedEvents = new LongAdder();

    /** Events that the other router has refused, of the one event in a second that it acknowledges. */
    final LongAdder refusedEvents = new LongAdder();

    /** Calls that failed because the link had too many, or the other router did not read fast enough. */
    final LongAdder refusedCalls = new LongAdder();

    /** Events with lists of receivers that the other router possibly does not apply. */
    final LongAdder restrictedEvents = new LongAdder();

    /** Events whose topic their subscription does not match. */
    final LongAdder unmatchedEvents = new LongAdder();

    /** Invocations that no registration of the link matches. */
    final LongAdder unmatchedCalls = new LongAdder();

    /** Answers about items whose names are too long or no URIs. */
    final LongAdder invalidNames = new LongAdder();

    /** Calls that the other router has not ended at their timeouts. */
    final LongAdder overdueCalls = new LongAdder();

    /** Calls that waited for a result when the link was lost. */
    final LongAdder lostCalls = new LongAdder();

    final LongAdder reconnects = new LongAdder();

    Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("events", events.sum());
        values.put("calls", calls.sum());
        values.put("loops", loops.sum());
        values.put("droppedEvents", droppedEvents.sum());
        values.put("refusedEvents", refusedEvents.sum());
        values.put("refusedCalls", refusedCalls.sum());
        values.put("restrictedEvents", restrictedEvents.sum());
        values.put("unmatchedEvents", unmatchedEvents.sum());
        values.put("unmatchedCalls", unmatchedCalls.sum());
        values.put("invalidNames", invalidNames.sum());
        values.put("overdueCalls", overdueCalls.sum());
        values.put("lostCalls", lostCalls.sum());
        values.put("reconnects", reconnects.sum());
        return values;
    }
}
