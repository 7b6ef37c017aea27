package io.signalbox.router.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counters of a realm since its start. Confined to the realm's loop; other threads see the values of the last completed
 * drain.
 */
public final class RealmCounters {
    public long publications;
    public long events;
    public long calls;
    /** Calls of the router itself, which do not count as {@link #calls}. */
    public long serviceCalls;

    public long invocations;
    public long refusedByLimit;
    public long deniedDeliveries;
    public long forgottenRetainedEvents;
    /** Events that were not retained because of their size. */
    public long unretainedEvents;

    public long failedTasks;
    public long contractViolations;

    /** Requests on which an authorizer has failed to decide. */
    public long failedAuthorizations;

    /**
     * Invocations that ended for their callers, that callees may still work on, and that are no longer accounted for
     * because the table of such invocations was full.
     */
    public long forgottenInvocations;

    /** Messages that were dropped because they exceed the longest message of the receiver's transport. */
    public long tooLongMessages;

    /** Messages that were refused because their heads exceed the limit. */
    public long tooLongHeads;

    /** Messages of links that this node had forwarded, or had got on another way, before. */
    public long droppedForwards;

    /** Episodes of slow reading by a session. */
    public long slowConsumers;

    /** Returns the current values, by the names of the counters. */
    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("publications", publications);
        values.put("events", events);
        values.put("calls", calls);
        values.put("serviceCalls", serviceCalls);
        values.put("invocations", invocations);
        values.put("refusedByLimit", refusedByLimit);
        values.put("deniedDeliveries", deniedDeliveries);
        values.put("forgottenRetainedEvents", forgottenRetainedEvents);
        values.put("unretainedEvents", unretainedEvents);
        values.put("failedTasks", failedTasks);
        values.put("contractViolations", contractViolations);
        values.put("failedAuthorizations", failedAuthorizations);
        values.put("forgottenInvocations", forgottenInvocations);
        values.put("tooLongMessages", tooLongMessages);
        values.put("tooLongHeads", tooLongHeads);
        values.put("droppedForwards", droppedForwards);
        values.put("slowConsumers", slowConsumers);
        return values;
    }
}
