package io.signalbox.router.dealer;

import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/** What one session has in the dealer, as a caller and as a callee. Confined to the realm's loop. */
final class Participant {
    /** As a caller: calls without their final answer, by CALL.Request. */
    final LongMap<PendingCall> calls = new LongMap<>();

    /** As a callee: calls whose final answer is awaited, by INVOCATION.Request. */
    final LongMap<PendingCall> invocations = new LongMap<>();

    /** As a callee: invocations that it works on although their calls have ended for the callers, by INVOCATION.Request. */
    final LongMap<EndedInvocation> endedInvocations = new LongMap<>();

    /** As a callee: those of the {@link #endedInvocations} whose callers have left, oldest first. */
    final SequencedSet<EndedInvocation> endedOfGoneCallers = new LinkedHashSet<>();

    /** As a callee: its registrations, by id. */
    final LongMap<Registration> registrations = new LongMap<>();

    /** As a caller: its ended calls that callees work on, by callee; without those that have none. */
    final SequencedMap<Participant, SequencedSet<EndedInvocation>> endedCalls = new LinkedHashMap<>();

    /** As a caller: how many {@link #endedCalls} there are at all callees. */
    int endedCallCount;

    /** As a caller: progressive calls that are over while their next chunk may already be on its way. */
    final AbandonedInputs abandonedInputs = new AbandonedInputs();

    /** As a callee: callers that are not read until it has caught up. */
    final Set<Participant> pausedCallers = new LinkedHashSet<>();

    /** As a caller: the callees that its reading is paused for. */
    final Set<Participant> pausedFor = new LinkedHashSet<>();

    /** As a caller: whether its reading is paused for the number of its own calls. */
    boolean pausedForOwnCalls;

    /** As a caller: what {@link HeldCall}s and terms of its calls keep alive, in bytes. */
    long heldBytes;

    private final RouterSession session;

    Participant(RouterSession session) {
        this.session = session;
    }

    RouterSession session() {
        return session;
    }

    boolean isPaused() {
        return pausedForOwnCalls || !pausedFor.isEmpty();
    }
}
