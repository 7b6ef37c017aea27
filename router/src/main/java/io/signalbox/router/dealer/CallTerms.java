package io.signalbox.router.dealer;

import io.signalbox.protocol.options.CallOptions;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.RouterSession;
import java.util.HashMap;
import java.util.Map;

/**
 * Terms of a call, which the options of the first CALL define. Further chunks of a progressive call do not change the
 * terms (spec: Progressive Call Invocations).
 *
 * @param registration id of the registration
 * @param details details of every INVOCATION, without {@code progress}
 * @param progressiveResults whether the callee was asked for progressive results
 * @param timeoutMillis time without an answer after which the dealer ends the call; 0 for none
 */
record CallTerms(
        String procedure,
        long registration,
        Map<String, Object> details,
        boolean progressiveResults,
        long timeoutMillis) {

    /** Returns the terms of a call without options to a registration that is no pattern. */
    static CallTerms plain(String procedure, long registration) {
        return new CallTerms(procedure, registration, Map.of(), false, 0);
    }

    /**
     * Returns the terms of a call to a callee.
     *
     * @param timeoutMillis timeout until the first result and between progressive results; 0 for none
     * @param leftMillis rest of the timeout until the first result, because the call may have waited; 0 for none
     * @param disclosed the caller if it is disclosed to the callee, else null
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
        boolean isForwarded = !options.forwardFor().isEmpty();
        boolean asksForNothing = timeoutMillis == 0 && options.passthru().isEmpty() && !isForwarded;
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
        if (isForwarded) {
            details.put(ForwardFor.KEY, options.forwardFor().wire());
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

    /** Returns whether the details have entries whose length the caller decides: of payload passthru, or the way of a link. */
    boolean carriesEntriesOfCaller() {
        return details.containsKey("ppt_scheme")
                || details.containsKey("enc_algo")
                || details.containsKey(ForwardFor.KEY);
    }

    /** Returns the terms of a call after its last INVOCATION. */
    CallTerms withoutDetails() {
        return new CallTerms(procedure, registration, Map.of(), progressiveResults, timeoutMillis);
    }

    /** Returns the details of one INVOCATION. */
    Map<String, Object> details(boolean hasMore) {
        if (!hasMore) {
            return details;
        }
        Map<String, Object> withProgress = new HashMap<>(details);
        withProgress.put("progress", true);
        return withProgress;
    }
}
