package io.signalbox.client.auth;

/**
 * Reason why a client cannot log in, or must not trust the router. The message is one sentence without secrets. The client
 * leaves with ABORT, and a new attempt needs other credentials or another router.
 *
 * <pre>{@code
 * try {
 *     Authentication.cryptosign(Path.of("missing.key"));
 * } catch (AuthenticationFailure e) {
 *     System.err.println(e.getMessage()); // names the file and the reason
 * }
 * }</pre>
 */
public final class AuthenticationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    AuthenticationFailure(String message) {
        super(message);
    }

    AuthenticationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
