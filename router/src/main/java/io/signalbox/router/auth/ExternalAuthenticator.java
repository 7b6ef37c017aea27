package io.signalbox.router.auth;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /** Returns an authenticator that runs Java code on virtual threads. */
    static ExternalAuthenticator of(ProvidedAuthenticator provided) {
        return (realm, authid, details) -> {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            Thread.ofVirtual().name("authenticator").start(() -> {
                try {
                    answer.complete(provided.authenticate(realm, authid, details));
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            });
            return answer;
        };
    }
}
