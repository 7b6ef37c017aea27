package io.signalbox.router.session;

import java.util.Map;

/**
 * Payload contracts of a realm, by URI. The best contract for a URI applies, as among registrations: exact, else the
 * longest prefix, else the wildcard with the leftmost literal components (spec: Pattern-based Registrations).
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public interface PayloadContracts {

    /** Returns the rule for a CALL to this procedure, or null. */
    PayloadRule call(String procedure);

    /** Returns the rule for a YIELD of this procedure, or null. */
    PayloadRule result(String procedure);

    /** Returns the rule for a PUBLISH to this topic, or null. */
    PayloadRule event(String topic);

    /**
     * Returns the contract for this URI, including its schemas, as a value that a payload can hold; null if there is
     * none.
     */
    Map<String, Object> describe(String uri);

    /**
     * Runs a long check on another thread.
     *
     * @param payloadBytes length of the payload that the check parses; the total over all running checks is bounded
     */
    void checkAside(Runnable check, int payloadBytes);
}
