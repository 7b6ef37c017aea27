package io.signalbox.router.auth;

import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.protocol.auth.WampCraChallenge;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Authentication method {@code wampcra}: the client proves that it knows a secret, without sending the secret (spec:
 * Challenge Response Authentication). Thread-safe.
 */
public final class WampcraAuth implements Authenticator {
    public static final String METHOD = "wampcra";

    private static final int NONCE_BYTES = 32;

    private final PrincipalSource<WampcraPrincipal> source;
    private final RandomGenerator random;
    private final Clock clock;

    /** @param random thread-safe, cryptographically secure source of nonces */
    public WampcraAuth(PrincipalSource<WampcraPrincipal> source, RandomGenerator random, Clock clock) {
        this.source = source;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        if (request.hello().authid().isEmpty()) {
            return Refusals.NO_AUTHID;
        }
        return source.find(request, principal -> challenge(request, principal));
    }

    private AuthStep challenge(AuthRequest request, WampcraPrincipal principal) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Grant grant = principal.grant();
        String challenge = new WampCraChallenge(
                        grant.authid(),
                        grant.authrole(),
                        source.provider(),
                        HexFormat.of().formatHex(nonce),
                        clock.instant(),
                        request.session())
                .text();
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("challenge", challenge);
        if (principal.salting().isPresent()) {
            Salting salting = principal.salting().get();
            extra.put("salt", salting.salt());
            extra.put("iterations", salting.iterations());
            extra.put("keylen", salting.keylen());
        }
        return new AuthStep.Challenged(extra, (signature, more) -> judge(principal, challenge, signature));
    }

    private AuthStep judge(WampcraPrincipal principal, String challenge, String signature) {
        return WampCra.isValid(signature, principal.key(), challenge)
                ? new AuthStep.Accepted(principal.grant().identity(METHOD, source.provider()))
                : Refusals.WRONG_CREDENTIALS;
    }
}
