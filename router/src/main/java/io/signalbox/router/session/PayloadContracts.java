package io.signalbox.router.session;

import java.util.Map;

/**
 * What the payloads of a realm's messages must look like, by URI. For each URI the best contract counts, as among
 * registrations: exact, else the longest prefix, else the wildcard whose literals come first. Any thread may use it.
 */
public interface PayloadContracts {

    /** The rule for a CALL to this procedure; null when anything goes. */
    PayloadRule call(String procedure);

    /** The rule for a YIELD of this procedure; null when anything goes. */
    PayloadRule result(String procedure);

    /** The rule for a PUBLISH to this topic; null when anything goes. */
    PayloadRule event(String topic);

    /** The contract that counts for this URI, schemas included, as a value that a payload can hold; null for none. */
    Map<String, Object> describe(String uri);

    /**
     * Runs a check on a thread of its own, because it may take long.
     *
     * @param payloadBytes what it is about to take apart: how much is under way at a time is bounded
     */
    void checkAside(Runnable check, int payloadBytes);
}
