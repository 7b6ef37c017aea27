package io.signalbox.router.dealer;

import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** State of one session in the dealer, as a caller and as a callee. Confined to the realm's loop. */
final class Participant {
    /** Maximum number of {@link #abandonedInputs}; a caller may never send the last chunk. */
    private static final int MAX_ABANDONED_INPUTS = 256;

    /** As a caller: calls without a final answer, by CALL.Request. */
    final LongMap<PendingCall> calls = new LongMap<>();

    /** As a callee: calls whose final answer is awaited, by INVOCATION.Request. */
    final LongMap<PendingCall> invocations = new LongMap<>();

    /** As a callee: invocations in progress whose calls have ended for the callers, by INVOCATION.Request. */
    final LongMap<EndedInvocations.Entry> endedInvocations = new LongMap<>();

    /** As a callee: {@link #endedInvocations} whose callers have left, oldest first. */
    final SequencedSet<EndedInvocations.Entry> endedOfGoneCallers = new LinkedHashSet<>();

    /** As a callee: registrations by id. */
    final LongMap<Registration> registrations = new LongMap<>();

    /** As a caller: ended calls that callees work on, by callee. No set is empty. */
    final SequencedMap<Participant, SequencedSet<EndedInvocations.Entry>> endedCalls = new LinkedHashMap<>();

    /** As a caller: number of {@link #endedCalls} at all callees. */
    int endedCallCount;

    /** As a callee: callers whose reading is paused until the callee has caught up. */
    final SequencedSet<Participant> pausedCallers = new LinkedHashSet<>();

    /** As a caller: callees for which reading is paused. */
    final SequencedSet<Participant> pausedFor = new LinkedHashSet<>();

    /** As a caller: whether reading is paused because of the number of open calls. */
    boolean pausedForOwnCalls;

    /** As a caller: memory of {@link HeldCall}s and of the terms of calls, in bytes. */
    long heldBytes;

    /**
     * As a caller: procedures of progressive calls that ended before the last chunk, by CALL.Request. Null before the
     * first.
     */
    private SequencedMap<Long, String> abandonedInputs;

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

    /**
     * Notes that a progressive call has ended before its last chunk. Chunks on their way are dropped and do not begin a
     * new call (spec: Progressive Call Invocations). Beyond {@value #MAX_ABANDONED_INPUTS} calls the oldest is forgotten.
     */
    void abandonInput(long request, String procedure) {
        if (abandonedInputs == null) {
            abandonedInputs = new LinkedHashMap<>();
        }
        abandonedInputs.put(request, procedure);
        if (abandonedInputs.size() > MAX_ABANDONED_INPUTS) {
            abandonedInputs.pollFirstEntry();
        }
    }

    /** Returns whether a CALL is a chunk of a progressive call that has ended. */
    boolean hasAbandoned(long request, String procedure) {
        return abandonedInputs != null && procedure.equals(abandonedInputs.get(request));
    }

    /** Returns {@link #hasAbandoned} and forgets the call with its last chunk. */
    boolean dropsChunk(long request, String procedure, boolean isLast) {
        if (!hasAbandoned(request, procedure)) {
            return false;
        }
        if (isLast) {
            abandonedInputs.remove(request);
        }
        return true;
    }
}
