package io.signalbox.router.auth;

import java.util.function.Function;

/**
 * Source of the principals of an authentication method: a configuration, a procedure, or a class on the class path.
 *
 * <p>Thread safety: all methods are thread-safe and do not block. Work that may block runs on another thread and answers
 * with {@link AuthStep.Pending}.
 *
 * @param <P> type of the principals of the method
 */
public interface PrincipalSource<P> {

    /** Provider of the sources in the configuration. */
    String STATIC = "static";

    /** Returns {@code authprovider} of the identities, such as {@code static}. */
    String provider();

    /**
     * Finds the principal of a client and evaluates the principal.
     *
     * <p>The answer to an unknown client must not differ from the answer to a wrong secret. A source whose refusal would
     * reveal the difference evaluates a decoy with an unknown secret.
     *
     * @param next evaluates the principal, at most once, on any thread
     * @return the answer of {@code next}, possibly later; or a refusal
     */
    AuthStep find(AuthRequest request, Function<P, AuthStep> next);
}
