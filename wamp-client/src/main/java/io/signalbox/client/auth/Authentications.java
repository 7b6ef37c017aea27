package io.signalbox.client.auth;

import io.signalbox.protocol.auth.ScramClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/**
 * Credentials of a client, in the order in which HELLO offers their methods. The router chooses one of them. Immutable and
 * thread-safe.
 *
 * <p>HELLO has one authid and one dictionary {@code authextra} for all methods, so that the credentials have to agree in
 * both.
 *
 * <pre>{@code
 * Authentications credentials =
 *         Authentications.of(Authentication.wampcra("joe", "secret"), Authentication.ticket("joe", "secret"));
 * try (WampClient joe = WampClient.builder("ws://localhost:8080/ws", "realm1")
 *         .authentications(credentials)
 *         .build()) {
 *     joe.connect();
 * }
 * }</pre>
 */
public final class Authentications {
    /** The method {@code anonymous} only. */
    public static final Authentications ANONYMOUS = of(Authentication.anonymous());

    private final List<Authentication> preferred;
    private final Optional<String> authid;

    private Authentications(List<Authentication> preferred) {
        this.preferred = preferred;
        this.authid = commonAuthid(preferred);
        checkBinding(preferred);
    }

    /** Returns credentials in an order of preference, see {@link #of(List)}. */
    public static Authentications of(Authentication... preferred) {
        return of(List.of(preferred));
    }

    /**
     * Returns credentials in an order of preference.
     *
     * @throws IllegalArgumentException if the list is empty, two credentials are for one method or for different authids, or
     *     only one of two methods has channel binding
     */
    public static Authentications of(List<Authentication> preferred) {
        if (preferred.isEmpty()) {
            throw new IllegalArgumentException("no authentication method; use Authentication.anonymous()");
        }
        return new Authentications(List.copyOf(preferred));
    }

    private static Optional<String> commonAuthid(List<Authentication> preferred) {
        Authentication named = null;
        List<String> kinds = new ArrayList<>();
        for (Authentication one : preferred) {
            String kind = one.methods().getFirst();
            if (kinds.contains(kind)) {
                throw new IllegalArgumentException("the method '" + kind + "' occurs twice");
            }
            kinds.add(kind);
            if (one.authid().isPresent()) {
                if (named == null) {
                    named = one;
                } else if (!one.authid().equals(named.authid())) {
                    throw new IllegalArgumentException("HELLO has one authid, but " + named + " and " + one
                            + " are for different ones; use one authid for all methods, or a session for each");
                }
            }
        }
        return named == null ? Optional.empty() : named.authid();
    }

    /** The entries of both methods have the same names in {@code authextra}. */
    private static void checkBinding(List<Authentication> preferred) {
        List<Authentication> bindable = preferred.stream()
                .filter(one -> one instanceof ScramAuthentication || one instanceof CryptosignAuthentication)
                .toList();
        boolean isAny = bindable.stream().anyMatch(Authentication::bindsChannel);
        boolean isAll = bindable.stream().allMatch(Authentication::bindsChannel);
        if (isAny && !isAll) {
            throw new IllegalArgumentException(
                    "HELLO has one channel binding; use channel binding for both scram and cryptosign, or for neither");
        }
    }

    /**
     * Begins the login of one connection. May be called once for each connection.
     *
     * @param tls the TLS session of the connection, for channel binding; empty without TLS
     * @throws AuthenticationFailure if a method needs a channel binding that the connection does not have
     */
    public Login begin(Optional<SSLSession> tls) throws AuthenticationFailure {
        return begin(tls, new SecureRandom());
    }

    Login begin(Optional<SSLSession> tls, RandomGenerator random) throws AuthenticationFailure {
        String nonce = ScramClient.nonce(random);
        Map<String, MethodLogin> byMethod = new LinkedHashMap<>();
        for (Authentication one : preferred) {
            MethodLogin login = one.begin(tls, nonce, random);
            // A ticket of its own has the name 'ticket', whatever the position of a token.
            for (String method : one.methods()) {
                boolean isOwnName = method.equals(one.methods().getFirst());
                if (isOwnName || preferred.stream().noneMatch(other -> isNamed(other, method))) {
                    byMethod.putIfAbsent(method, login);
                }
            }
        }
        boolean mayBeUnchallenged = !preferred.stream().allMatch(Authentication::checksRouter);
        return new Login(byMethod, authid, mayBeUnchallenged);
    }

    private static boolean isNamed(Authentication one, String method) {
        return one.methods().getFirst().equals(method);
    }

    /** Returns the methods with their authids, without secrets. */
    @Override
    public String toString() {
        return preferred.toString();
    }
}
