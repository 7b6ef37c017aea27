package io.signalbox.client.auth;

import io.signalbox.protocol.message.Authenticate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/** Method without a challenge: the connection itself is the proof, or the client needs none. Immutable and thread-safe. */
final class PlainAuthentication extends Authentication {
    private final String method;
    private final Optional<String> authid;

    PlainAuthentication(String method, Optional<String> authid) {
        this.method = method;
        this.authid = authid;
    }

    @Override
    List<String> methods() {
        return List.of(method);
    }

    @Override
    Optional<String> authid() {
        return authid;
    }

    @Override
    MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random) {
        return new Unchallenged();
    }

    private record Unchallenged() implements MethodLogin {
        @Override
        public Map<String, Object> authextra() {
            return Map.of();
        }

        @Override
        public Authenticate answer(String method, Map<String, Object> challenge) throws AuthenticationFailure {
            throw new AuthenticationFailure(
                    "the router sent CHALLENGE for the method '" + method + "', which has no challenge");
        }
    }
}
