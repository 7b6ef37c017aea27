package io.signalbox.router.dealer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Progressive calls of one caller that ended before the caller's last chunk. What the caller had already sent then must
 * be dropped, not taken for a new call (spec: Progressive Call Invocations, Ignoring Progressive Call Invocations).
 * Confined to the realm's loop.
 */
final class AbandonedInputs {
    /** A caller that hears of the end may never send its last chunk, so the oldest entries are forgotten. */
    private static final int MAX_REMEMBERED = 256;

    // Made on first use: hardly any session makes progressive calls.
    private Map<Long, String> procedures;

    private boolean isEmpty() {
        return procedures == null || procedures.isEmpty();
    }

    void add(long request, String procedure) {
        if (procedures == null) {
            procedures = new LinkedHashMap<>();
        }
        procedures.put(request, procedure);
        if (procedures.size() > MAX_REMEMBERED) {
            procedures.remove(procedures.keySet().iterator().next());
        }
    }

    boolean contains(long request, String procedure) {
        return !isEmpty() && procedure.equals(procedures.get(request));
    }

    /** Whether this CALL continues a call that is over; its last chunk ends the memory of it. */
    boolean swallows(long request, String procedure, boolean hasMore) {
        if (!contains(request, procedure)) {
            return false;
        }
        if (!hasMore) {
            procedures.remove(request);
        }
        return true;
    }
}
