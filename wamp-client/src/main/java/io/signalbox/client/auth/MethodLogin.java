package io.signalbox.client.auth;

import io.signalbox.protocol.message.Authenticate;
import java.util.Map;

/** One login by one method. Confined to the thread of the login. */
interface MethodLogin {

    /** Returns the entries of {@code authextra} in HELLO. */
    Map<String, Object> authextra();

    /**
     * Answers CHALLENGE. May block: reads files, derives keys.
     *
     * @param method the name of the method in CHALLENGE, one of {@link Authentication#methods}
     * @param challenge the extra dictionary of CHALLENGE
     * @throws AuthenticationFailure if the challenge cannot be answered, or is not of a router that the client may trust
     */
    Authenticate answer(String method, Map<String, Object> challenge) throws AuthenticationFailure;

    /**
     * Checks the proof of the router in WELCOME, after {@link #answer}.
     *
     * @param authextra {@code authextra} of WELCOME
     * @throws AuthenticationFailure if the router has not proven what the method expects
     */
    default void check(Map<String, ?> authextra) throws AuthenticationFailure {}
}
