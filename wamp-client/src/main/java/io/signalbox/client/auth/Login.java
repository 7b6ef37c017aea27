package io.signalbox.client.auth;

import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Welcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Login of one connection: the entries of HELLO, the answer to CHALLENGE, and the check of WELCOME. After an {@link
 * AuthenticationFailure} the client leaves with ABORT. Confined to one thread at a time.
 *
 * <pre>{@code
 * Login login = Authentications.of(Authentication.ticket("joe", "secret")).begin(Optional.empty());
 * Hello hello = new Hello(Optional.of("realm1"), login.helloDetails());
 * Authenticate answer = login.answer(new Challenge("ticket", Map.of()));
 * }</pre>
 */
public final class Login {
    private final Map<String, MethodLogin> byMethod;
    private final Optional<String> authid;
    private final boolean mayBeUnchallenged;
    private MethodLogin answered;

    /**
     * @param byMethod the login of each offered method, in order
     * @param mayBeUnchallenged whether a router may send WELCOME without CHALLENGE
     */
    Login(Map<String, MethodLogin> byMethod, Optional<String> authid, boolean mayBeUnchallenged) {
        this.byMethod = byMethod;
        this.authid = authid;
        this.mayBeUnchallenged = mayBeUnchallenged;
    }

    /** Returns {@code authmethods} of HELLO. */
    public List<String> methods() {
        return List.copyOf(byMethod.keySet());
    }

    /** Returns {@code authid} of HELLO; empty if HELLO has none. */
    public Optional<String> authid() {
        return authid;
    }

    /** Returns {@code authextra} of HELLO; empty if HELLO has none. */
    public Map<String, Object> authextra() {
        Map<String, Object> extra = new LinkedHashMap<>();
        byMethod.values().forEach(one -> extra.putAll(one.authextra()));
        return extra;
    }

    /** Returns the entries of the details of HELLO: {@code authmethods}, and {@code authid} and {@code authextra} if any. */
    public Map<String, Object> helloDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("authmethods", methods());
        authid.ifPresent(name -> details.put("authid", name));
        Map<String, Object> extra = authextra();
        if (!extra.isEmpty()) {
            details.put("authextra", extra);
        }
        return details;
    }

    /**
     * Answers CHALLENGE. May block for seconds, because SCRAM and WAMP-CRA derive keys and secrets may be in files: call
     * this method on no thread of a selector.
     *
     * @throws AuthenticationFailure if the challenge cannot be answered, or is not of a router that the client may trust
     */
    public Authenticate answer(Challenge challenge) throws AuthenticationFailure {
        if (answered != null) {
            throw new AuthenticationFailure("the router sent a second CHALLENGE");
        }
        MethodLogin login = byMethod.get(challenge.authMethod());
        if (login == null) {
            throw new AuthenticationFailure("the router sent CHALLENGE for a method that the client did not offer; the"
                    + " client offered " + String.join(", ", byMethod.keySet()));
        }
        answered = login;
        return login.answer(challenge.authMethod(), challenge.extra());
    }

    /**
     * Checks the proof of the router.
     *
     * @throws AuthenticationFailure if the router did not prove what the methods expect
     */
    public void check(Welcome welcome) throws AuthenticationFailure {
        if (answered == null) {
            if (!mayBeUnchallenged) {
                throw new AuthenticationFailure("the router sent WELCOME without CHALLENGE, and so did not authenticate"
                        + " itself as " + String.join(" or ", byMethod.keySet()) + " requires");
            }
            return;
        }
        answered.check(authextra(welcome));
    }

    private static Map<String, ?> authextra(Welcome welcome) {
        return welcome.details().get("authextra") instanceof Map<?, ?> extra ? withStringKeys(extra) : Map.of();
    }

    @SuppressWarnings("unchecked") // WampMessage specifies string keys, and every decoder checks them.
    private static Map<String, ?> withStringKeys(Map<?, ?> dict) {
        return (Map<String, ?>) dict;
    }
}
