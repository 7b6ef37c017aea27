package io.signalbox.router.auth;

import io.signalbox.protocol.auth.SaslPrep;
import io.signalbox.protocol.auth.ScramBinding;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramExchange;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.TlsExporter;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.options.HelloDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Authentication methods {@code wamp-scram} and {@code scram}, one instance for each: the client proves that it has a
 * password of which the router has only keys, and the router proves that it has the keys (spec: Salted Challenge Response
 * Authentication). Thread-safe.
 */
public final class ScramAuth implements Authenticator {
    private static final int NONCE_BYTES = 16;

    /** Longest nonce of a client, in characters. */
    private static final int MAX_NONCE = 256;

    /** Longest authid, in characters. SASLprep makes up to 18 characters of one. */
    private static final int MAX_AUTHID = 255;

    private final ScramDialect dialect;
    private final PrincipalSource<ScramPrincipal> source;
    private final RandomGenerator random;

    /** @param random thread-safe, cryptographically secure source of nonces */
    public ScramAuth(ScramDialect dialect, PrincipalSource<ScramPrincipal> source, RandomGenerator random) {
        this.dialect = dialect;
        this.source = source;
        this.random = random;
    }

    /**
     * Data of the exchange in HELLO.
     *
     * @param authid as both sides sign it
     */
    private record Start(String authid, String nonce, Optional<ScramBinding> binding) {}

    @Override
    public String method() {
        return dialect.method();
    }

    /** Prepared as for the comparison, so that two spellings of one authid count together. */
    @Override
    public String claim(AuthRequest request) {
        return prepared(request.hello()).orElse("");
    }

    private static Optional<String> prepared(HelloDetails hello) {
        return hello.authid().filter(authid -> authid.length() <= MAX_AUTHID).flatMap(SaslPrep::prepare);
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        HelloDetails hello = request.hello();
        if (hello.authid().isEmpty()) {
            return Refusals.NO_AUTHID;
        }
        Optional<String> authid = prepared(hello);
        if (authid.isEmpty()) {
            return denied("the authid in HELLO is empty, is longer than " + MAX_AUTHID
                    + " characters, or has a character that SASLprep (RFC 4013) does not allow");
        }
        if (!(hello.authextra().get("nonce") instanceof String nonce)
                || nonce.length() > MAX_NONCE
                || !ScramDialect.isBase64(nonce)) {
            return denied("authextra.nonce in HELLO is not Base64 of at most " + MAX_NONCE + " characters");
        }
        Optional<ScramBinding> binding = Optional.empty();
        Object wanted = hello.authextra().get("channel_binding");
        if (wanted != null) {
            if (dialect == ScramDialect.SCRAM) {
                return failed("the method 'scram' has no channel binding; use 'wamp-scram'");
            }
            binding = ChannelBinding.channelId(wanted, request.peer().tls())
                    .map(data -> new ScramBinding(TlsExporter.NAME, data));
            if (binding.isEmpty()) {
                return failed(ChannelBinding.reason(wanted, request.peer().tls()));
            }
        }
        Start start = new Start(
                dialect == ScramDialect.SCRAM ? authid.get() : hello.authid().get(), nonce, binding);
        return source.find(prepared(request, authid), principal -> challenge(start, principal));
    }

    private static AuthRequest prepared(AuthRequest request, Optional<String> authid) {
        HelloDetails hello = request.hello();
        HelloDetails prepared = new HelloDetails(
                hello.features(), hello.authmethods(), authid, hello.authrole(), hello.agent(), hello.authextra());
        return new AuthRequest(request.session(), request.realm(), prepared, request.peer());
    }

    private AuthStep challenge(Start start, ScramPrincipal principal) {
        byte[] own = new byte[NONCE_BYTES];
        random.nextBytes(own);
        ScramKdf kdf = principal.kdf();
        ScramExchange exchange = new ScramExchange(
                dialect,
                start.authid(),
                start.nonce(),
                dialect.nonce(start.nonce(), own),
                principal.salt(),
                kdf.iterations(),
                start.binding());
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("nonce", exchange.nonce());
        extra.put("salt", exchange.salt());
        extra.put("kdf", dialect.nameOf(kdf));
        extra.put("iterations", kdf.iterations());
        if (kdf instanceof ScramKdf.Argon2id argon2id) {
            extra.put("memory", argon2id.memoryKib());
        } else if (dialect == ScramDialect.WAMP_SCRAM) {
            // The dialect 'scram' omits the key: autobahn-python fails for null.
            extra.put("memory", null);
        }
        return new AuthStep.Challenged(extra, (proof, more) -> judge(exchange, principal, proof, more));
    }

    private AuthStep judge(ScramExchange exchange, ScramPrincipal principal, String proof, Map<String, Object> extra) {
        if (!repeats(exchange, extra)) {
            return denied("nonce, channel_binding or cbind_data in AUTHENTICATE differs from HELLO and CHALLENGE");
        }
        if (!exchange.isProof(proof, principal.keys())) {
            return Refusals.WRONG_CREDENTIALS;
        }
        Grant grant = principal.grant();
        Map<String, Object> welcome = new LinkedHashMap<>(grant.extra());
        welcome.put(dialect.signatureKey(), exchange.signature(principal.keys()));
        return new AuthStep.Accepted(new Grant(grant.authid(), grant.authrole(), grant.realm(), welcome)
                .identity(dialect.method(), source.provider()));
    }

    /** Returns whether AUTHENTICATE repeats the exchange. A client of {@code scram} repeats nothing. */
    private boolean repeats(ScramExchange exchange, Map<String, Object> extra) {
        Object nonce = extra.get("nonce");
        if (dialect == ScramDialect.SCRAM && nonce == null) {
            return true;
        }
        Optional<ScramBinding> binding = exchange.binding();
        return exchange.nonce().equals(nonce)
                && Objects.equals(
                        extra.get("channel_binding"),
                        binding.map(ScramBinding::type).orElse(null))
                && Objects.equals(
                        extra.get("cbind_data"),
                        binding.map(ScramBinding::base64).orElse(null));
    }

    private static AuthStep denied(String message) {
        return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, message);
    }

    private static AuthStep failed(String message) {
        return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_FAILED, message);
    }
}
