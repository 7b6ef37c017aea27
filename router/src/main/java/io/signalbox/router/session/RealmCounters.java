package io.signalbox.router.session;

/** What happened in a realm since it started: plain numbers confined to its loop, published once per drain. */
public final class RealmCounters {
    public long publications;
    public long events;
    public long calls;
    public long invocations;
    public long refusedByLimit;
    public long deniedDeliveries;
    public long forgottenRetainedEvents;
    /** Events to be retained that were too large for it. */
    public long unretainedEvents;

    public long failedTasks;
    public long contractViolations;

    /** Invocations that their callees may work on, left out of account since too many callers have left such. */
    public long forgottenInvocations;

    /** Messages that were left out because their receiver does not take so long ones. */
    public long tooLongMessages;

    /** Messages that were not carried out because their heads were too long to be read. */
    public long tooLongHeads;

    /** Episodes in which a session read too slowly. */
    public long slowConsumers;
}
