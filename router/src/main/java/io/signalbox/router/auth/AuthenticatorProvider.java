package io.signalbox.router.auth;

import java.util.Map;

/**
 * Source of authenticators in Java, for a method with type {@code provider} in the configuration. The node finds
 * implementations on the class path with {@link java.util.ServiceLoader}, once at the start.
 */
public interface AuthenticatorProvider {

    /** Returns the name that the configuration uses. */
    String name();

    /**
     * Creates the authenticator of one method of one listener.
     *
     * @param method {@code anonymous}, {@code ticket}, {@code wampcra}, {@code scram} (for both dialects), {@code
     *     cryptosign} or {@code tls}
     * @param config {@code config} of the method, as values of JSON; unmodifiable
     * @throws IllegalArgumentException if the settings or the method are not supported; the node does not start then
     */
    ProvidedAuthenticator create(String method, Map<String, Object> config);
}
