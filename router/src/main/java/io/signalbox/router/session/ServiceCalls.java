package io.signalbox.router.session;

import io.signalbox.protocol.message.Payload;
import java.util.concurrent.CompletionStage;

/**
 * Calls that the router itself makes in a realm, for example to an authenticator or an authorizer. Such a call is routed
 * like the call of a client, also to pattern and shared registrations, but needs no permission.
 *
 * <p>Thread safety: the method is thread-safe.
 */
@FunctionalInterface
public interface ServiceCalls {

    /**
     * Calls a procedure. The call ends with the answer of the callee, with the end of the callee's session, at the
     * deadline or with the end of the realm. The number of open calls to one procedure is limited in
     * each realm.
     *
     * @param timeoutNanos time until the deadline, above 0
     * @return completes on a worker thread, never inside a realm: with the arguments of RESULT, or exceptionally with a
     *     {@link ServiceCallError}
     */
    CompletionStage<Payload> call(String procedure, Payload arguments, long timeoutNanos);
}
