package io.signalbox.client.auth;

import io.signalbox.protocol.auth.SaslPrep;
import io.signalbox.protocol.auth.ScramBinding;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.TlsExporter;
import io.signalbox.protocol.message.Authenticate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/**
 * Methods {@code wamp-scram} and {@code scram} (spec: Salted Challenge Response Authentication). The client refuses a router
 * that does not sign with the keys of the user. Immutable and thread-safe: each method returns a copy.
 *
 * <pre>{@code
 * WampClient joe = WampClient.builder("wss://router.example.com/ws", "realm1")
 *         .authentication(Authentication.scram("joe", "secret").channelBinding())
 *         .build();
 * }</pre>
 */
public final class ScramAuthentication extends Authentication {
    private final String authid;
    private final Secret password;
    private final List<ScramDialect> dialects;
    private final boolean isBound;

    ScramAuthentication(String authid, Secret password) {
        this(
                SaslPrep.prepare(authid)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the authid is empty, or has a character that SASLprep (RFC 4013) does not allow")),
                password,
                List.of(ScramDialect.values()),
                false);
    }

    private ScramAuthentication(String authid, Secret password, List<ScramDialect> dialects, boolean isBound) {
        this.authid = authid;
        this.password = password;
        this.dialects = dialects;
        this.isBound = isBound;
    }

    /**
     * Offers one dialect only, for a router that has both but keys of the user for this dialect only.
     *
     * @throws IllegalArgumentException for {@code scram} with channel binding
     */
    public ScramAuthentication dialect(ScramDialect dialect) {
        if (isBound && dialect == ScramDialect.SCRAM) {
            throw new IllegalArgumentException("the method 'scram' has no channel binding; use 'wamp-scram'");
        }
        return new ScramAuthentication(authid, password, List.of(dialect), isBound);
    }

    /**
     * Binds the proof to the TLS 1.3 connection with {@code tls-exporter}, so that no router in the middle can pass the
     * proof on. Offers {@code wamp-scram} only, and needs Java 25.
     *
     * @throws IllegalArgumentException for the dialect {@code scram}
     */
    public ScramAuthentication channelBinding() {
        if (!dialects.contains(ScramDialect.WAMP_SCRAM)) {
            throw new IllegalArgumentException("the method 'scram' has no channel binding; use 'wamp-scram'");
        }
        return new ScramAuthentication(authid, password, List.of(ScramDialect.WAMP_SCRAM), true);
    }

    @Override
    List<String> methods() {
        return dialects.stream().map(ScramDialect::method).toList();
    }

    @Override
    Optional<String> authid() {
        return Optional.of(authid);
    }

    @Override
    boolean bindsChannel() {
        return isBound;
    }

    @Override
    boolean checksRouter() {
        return true;
    }

    @Override
    MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random) throws AuthenticationFailure {
        Optional<ScramBinding> binding =
                isBound ? Optional.of(new ScramBinding(TlsExporter.NAME, ChannelBinding.id(tls))) : Optional.empty();
        return new ScramLogin(nonce, binding);
    }

    private final class ScramLogin implements MethodLogin {
        private final String nonce;
        private final Optional<ScramBinding> binding;
        private ScramClient.Answer answer;

        ScramLogin(String nonce, Optional<ScramBinding> binding) {
            this.nonce = nonce;
            this.binding = binding;
        }

        @Override
        public Map<String, Object> authextra() {
            Map<String, Object> extra = new HashMap<>();
            extra.put("nonce", nonce);
            binding.ifPresent(one -> extra.put("channel_binding", one.type()));
            return extra;
        }

        @Override
        public Authenticate answer(String method, Map<String, Object> challenge) throws AuthenticationFailure {
            ScramDialect dialect = dialects.stream()
                    .filter(one -> one.method().equals(method))
                    .findFirst()
                    .orElseThrow();
            String secret = password.read();
            try {
                answer = new ScramClient(dialect, authid, secret, binding, nonce).answer(challenge);
            } catch (IllegalArgumentException e) {
                throw new AuthenticationFailure("the login by '" + method + "' failed: " + e.getMessage());
            }
            return new Authenticate(answer.signature(), answer.extra());
        }

        @Override
        public void check(Map<String, ?> authextra) throws AuthenticationFailure {
            if (!answer.isFromRouter(authextra)) {
                throw new AuthenticationFailure(
                        "the router did not prove that it knows '" + authid + "': authextra." + answer.routerKey()
                                + " in WELCOME is not the signature of a router with the keys of the user");
            }
        }
    }
}
