package io.signalbox.client.auth;

import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.protocol.message.Authenticate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/** Method {@code wampcra} (spec: Challenge Response Authentication). Immutable and thread-safe. */
final class WampcraAuthentication extends Authentication {
    /** Most iterations of the key derivation, which take about ten seconds. A false router could ask for more. */
    private static final int MAX_ITERATIONS = 10_000_000;

    private static final int DEFAULT_ITERATIONS = 1000;
    private static final int DEFAULT_KEYLEN = 32;

    private final String authid;
    private final Secret secret;

    WampcraAuthentication(String authid, Secret secret) {
        this.authid = authid;
        this.secret = secret;
    }

    @Override
    List<String> methods() {
        return List.of("wampcra");
    }

    @Override
    Optional<String> authid() {
        return Optional.of(authid);
    }

    @Override
    MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random) {
        return new WampcraLogin(secret);
    }

    private record WampcraLogin(Secret secret) implements MethodLogin {
        @Override
        public Map<String, Object> authextra() {
            return Map.of();
        }

        @Override
        public Authenticate answer(String method, Map<String, Object> extra) throws AuthenticationFailure {
            if (!(extra.get("challenge") instanceof String challenge)) {
                throw new AuthenticationFailure("challenge in CHALLENGE of the method 'wampcra' is not a string");
            }
            return new Authenticate(WampCra.signature(key(extra), challenge), Map.of());
        }

        private byte[] key(Map<String, Object> extra) throws AuthenticationFailure {
            Object salt = extra.get("salt");
            if (salt == null || "".equals(salt)) {
                return WampCra.key(secret.read());
            }
            if (!(salt instanceof String text)) {
                throw new AuthenticationFailure("salt in CHALLENGE of the method 'wampcra' is not a string");
            }
            int iterations = number(extra, "iterations", DEFAULT_ITERATIONS, MAX_ITERATIONS);
            int keylen = number(extra, "keylen", DEFAULT_KEYLEN, WampCra.MAX_KEYLEN);
            return WampCra.key(secret.read(), new Salting(text, iterations, keylen));
        }

        /** Some peers encode all numbers as floats. */
        private static int number(Map<String, Object> extra, String key, int absent, int maximum)
                throws AuthenticationFailure {
            Object value = extra.get(key);
            if (value == null) {
                return absent;
            }
            if (value instanceof Number number
                    && number.doubleValue() == number.intValue()
                    && number.intValue() >= 1
                    && number.intValue() <= maximum) {
                return number.intValue();
            }
            throw new AuthenticationFailure(
                    key + " in CHALLENGE of the method 'wampcra' is not an integer from 1 to " + maximum);
        }
    }
}
