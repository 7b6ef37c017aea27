package io.signalbox.router.realm;

import java.util.HashMap;
import java.util.Map;

/**
 * Limit on the authentications of requests that do not end at once: of the node, and of each network of clients.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class RequestLoginQuota {
    /** Share of the requests in the limit of the authentications of the node. */
    private static final int SHARE = 4;

    private static final int PER_NETWORK = 100;

    private final int max;

    /** Number of the authentications by network, without zeros. Guarded by this. */
    private final Map<String, Integer> ofNetworks = new HashMap<>();

    // Guarded by this.
    private int taken;
    private long refused;

    /** Answer to an authentication that would wait. */
    enum Taking {
        TAKEN,
        NODE_IS_FULL,
        NETWORK_IS_FULL
    }

    /** @param maxAuthentications limit of the authentications of the node, of which the requests have a quarter besides; from 1 */
    public RequestLoginQuota(int maxAuthentications) {
        max = Math.max(1, maxAuthentications / SHARE);
    }

    /** Counts an authentication, unless a limit is reached. */
    synchronized Taking tryTake(String network) {
        if (ofNetworks.getOrDefault(network, 0) >= PER_NETWORK) {
            refused++;
            return Taking.NETWORK_IS_FULL;
        }
        if (taken >= max) {
            refused++;
            return Taking.NODE_IS_FULL;
        }
        taken++;
        ofNetworks.merge(network, 1, Integer::sum);
        return Taking.TAKEN;
    }

    synchronized void giveBack(String network) {
        taken--;
        ofNetworks.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Returns the number of authentications that wait at present, and the number of refused ones since the start. */
    public synchronized Map<String, Long> counters() {
        return Map.of("requestsOpen", (long) taken, "requestsRefused", refused);
    }
}
