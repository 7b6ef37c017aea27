package io.signalbox.router.auth;

import java.util.Map;

/**
 * Authentication method of a listener.
 *
 * <p>Thread safety: all methods are thread-safe and do not block. Work that may block runs on another thread and answers
 * with {@link AuthStep.Pending}. An exception, or an answer of null, refuses the client with {@code
 * wamp.error.authentication_failed}.
 */
public interface Authenticator {

    /** Returns the name in HELLO, CHALLENGE and WELCOME, such as {@code ticket}. Each method of a listener has another name. */
    String method();

    /**
     * Returns whether the method can authenticate this client. A method that needs more than HELLO, such as a known cookie
     * or a client certificate, leaves a client without it to the client's next method.
     */
    default boolean applies(AuthRequest request) {
        return true;
    }

    /** Returns the claimed identity, for which failed attempts are counted; empty if HELLO has none. */
    default String claim(AuthRequest request) {
        return request.hello().authid().orElse("");
    }

    /** Evaluates a HELLO whose client has chosen this method. */
    AuthStep begin(AuthRequest request);

    /** Next step of an authentication that has sent a CHALLENGE. Called at most once. */
    @FunctionalInterface
    interface Response {

        /**
         * Evaluates the AUTHENTICATE.
         *
         * @param signature the signature as sent by the client
         * @param extra the extra dictionary as sent by the client; empty when absent
         */
        AuthStep answer(String signature, Map<String, Object> extra);
    }
}
