package io.signalbox.router.auth;

import java.util.Map;
import java.util.Optional;

/**
 * Authenticator in Java, with the interface of the authenticator procedures of Crossbar.io. The node calls the
 * authenticator on a virtual thread for each client, so that the call may block. A client whose authenticator does not
 * answer within {@code authenticator_timeout} is refused.
 */
@FunctionalInterface
public interface ProvidedAuthenticator {

    /**
     * Finds the identity of a client.
     *
     * <p>The answer is a role, or a map with {@code role} and possibly {@code realm}, {@code authid} and {@code extra},
     * which becomes {@code authextra} of WELCOME. For {@code wampcra} the map has {@code secret} and possibly {@code
     * salt}, {@code iterations}, {@code keylen} and {@code secret-is-derived}; for {@code scram} and {@code
     * wamp-scram}, {@code kdf}, {@code iterations}, {@code memory}, {@code salt}, {@code stored-key} and {@code
     * server-key}, the bytes in hexadecimal digits; for {@code cryptosign}, {@code pubkey}, a public key in hexadecimal
     * digits or a list of such keys. The node verifies signatures and proofs of SCRAM itself. The details contain the
     * ticket, which the authenticator has to check.
     *
     * @param realm the realm in HELLO
     * @param authid the authid in HELLO
     * @param details {@code session}, {@code transport}, {@code authmethod}, {@code authextra}, and {@code ticket} for
     *     the method {@code ticket}
     * @throws AuthenticationRefused if the client must not join
     */
    Object authenticate(Optional<String> realm, Optional<String> authid, Map<String, Object> details)
            throws AuthenticationRefused;
}
