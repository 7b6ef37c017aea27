package io.signalbox.router.dealer;

import io.signalbox.protocol.options.CallOptions;
import io.signalbox.router.session.RouterSession;
import java.util.HashMap;
import java.util.Map;

/**
 * What the first CALL fixed for the whole call; later chunks of a progressive call cannot change it (spec: Progressive
 * Call Invocations).
 *
 * @param details of every INVOCATION of the call, without {@code progress}
 * @param progressiveResults whether the callee was told that the caller takes progressive results
 * @param timeoutMillis after which silence the dealer gives up; 0 when it does not
 */
record CallTerms(
        String procedure,
        long registration,
        Map<String, Object> details,
        boolean progressiveResults,
        long timeoutMillis) {

    /** Of a call without any option that matters, to a registration that is no pattern. */
    static CallTerms plain(String procedure, long registration) {
        return new CallTerms(procedure, registration, Map.of(), false, 0);
    }

    /**
     * The terms between a caller and a callee.
     *
     * @param timeoutMillis of the call, and between its progressive results; 0 when it has none
     * @param leftMillis of it until the first result, since the call may have waited; 0 when it has none
     * @param disclosed the caller when the callee may know it, else null
     */
    static CallTerms of(
            String procedure,
            CallOptions options,
            long timeoutMillis,
            long leftMillis,
            Callee callee,
            RouterSession disclosed) {
        boolean progressive =
                options.receiveProgress() && callee.session().features().calleeProgressiveCallResults();
        boolean calleeKeepsTime = timeoutMillis > 0 && callee.takesTimeouts();
        Registration registration = callee.registration();
        boolean asksForNothing = timeoutMillis == 0 && options.passthru().isEmpty();
        if (asksForNothing && !registration.isPattern() && !progressive && disclosed == null) {
            return registration.plainTerms();
        }
        Map<String, Object> details = new HashMap<>(options.passthru());
        if (registration.isPattern()) {
            details.put("procedure", procedure);
        }
        if (progressive) {
            details.put("receive_progress", true);
        }
        if (calleeKeepsTime) {
            details.put("timeout", leftMillis);
        }
        if (disclosed != null) {
            disclose(disclosed, details);
        }
        long ownTimeoutMillis = calleeKeepsTime ? 0 : timeoutMillis;
        return new CallTerms(procedure, registration.id(), details, progressive, ownTimeoutMillis);
    }

    private static void disclose(RouterSession caller, Map<String, Object> details) {
        details.put("caller", caller.id());
        details.put("caller_authid", caller.principal().authid());
        details.put("caller_authrole", caller.role().name());
    }

    /** Whether the details tell of a payload that only the peers understand, in texts as long as the caller likes. */
    boolean carriesPassthru() {
        return details.containsKey("ppt_scheme") || details.containsKey("enc_algo");
    }

    /** The same for a call whose last INVOCATION has been sent. */
    CallTerms withoutDetails() {
        return new CallTerms(procedure, registration, Map.of(), progressiveResults, timeoutMillis);
    }

    /** The details of one INVOCATION. */
    Map<String, Object> details(boolean hasMore) {
        if (!hasMore) {
            return details;
        }
        Map<String, Object> withProgress = new HashMap<>(details);
        withProgress.put("progress", true);
        return withProgress;
    }
}
