package io.signalbox.router.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Authenticator outside of the router: a procedure, or a class on the class path. Thread-safe, and does not block. */
@FunctionalInterface
public interface ExternalAuthenticator {

    /**
     * Requests the identity of a client.
     *
     * @return completes with a role or a map, see {@link ProvidedAuthenticator#authenticate}; or exceptionally, with
     *     {@link AuthenticationRefused} for a refusal
     */
    CompletionStage<?> authenticate(Optional<String> realm, Optional<String> authid, Map<String, Object> details);

    /**
     * Returns an authenticator that runs Java code on virtual threads.
     *
     * @param maxRunning the maximum number of calls that run at a time, from 1. A call that never returns counts until the
     *     end of the node, although its client is refused at the deadline.
     */
    static ExternalAuthenticator of(ProvidedAuthenticator provided, int maxRunning) {
        Semaphore free = new Semaphore(maxRunning);
        return (realm, authid, details) -> {
            if (!free.tryAcquire()) {
                return CompletableFuture.failedStage(
                        new RejectedExecutionException(maxRunning + " calls of the class are running"));
            }
            CompletableFuture<Object> answer = new CompletableFuture<>();
            try {
                Thread.ofVirtual().name("authenticator").start(() -> {
                    try {
                        answer.complete(provided.authenticate(realm, authid, details));
                    } catch (Throwable failure) {
                        answer.completeExceptionally(failure);
                    } finally {
                        free.release();
                    }
                });
            } catch (Throwable failure) {
                free.release();
                throw failure;
            }
            return answer;
        };
    }
}
