package io.signalbox.router.auth;

import io.signalbox.protocol.auth.Cryptosign;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.protocol.auth.TlsExporter;
import io.signalbox.protocol.message.ErrorUri;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Authentication method {@code cryptosign}: the client signs a challenge with its private key (spec: Cryptosign-based
 * Authentication). The router signs the challenge in HELLO, if HELLO has one. With channel binding, both signatures cover
 * the channel id of the TLS connection. Thread-safe.
 */
public final class CryptosignAuth implements Authenticator {
    public static final String METHOD = "cryptosign";

    private final PrincipalSource<CryptosignPrincipal> source;
    private final Optional<CryptosignKey> nodeKey;
    private final RandomGenerator random;
    private final KeyWork work;

    /**
     * @param nodeKey the key of the router, for clients that authenticate the router
     * @param random thread-safe, cryptographically secure source of challenges
     * @param work executor of signatures and their verification
     */
    public CryptosignAuth(
            PrincipalSource<CryptosignPrincipal> source,
            Optional<CryptosignKey> nodeKey,
            RandomGenerator random,
            KeyWork work) {
        this.source = source;
        this.nodeKey = nodeKey;
        this.random = random;
        this.work = work;
    }

    /**
     * Request in HELLO: the key of the client and the options of the method.
     *
     * @param channelId channel id of the TLS connection; empty without channel binding
     * @param challenge the challenge for the router; empty without router authentication
     */
    private record Wish(CryptosignPublicKey key, Optional<byte[]> channelId, Optional<byte[]> challenge) {
        byte[] message(byte[] signed) {
            return channelId.map(id -> Cryptosign.message(signed, id)).orElse(signed);
        }
    }

    @Override
    public String method() {
        return METHOD;
    }

    /** The authid in HELLO, or else the public key. */
    @Override
    public String claim(AuthRequest request) {
        Object publicKey = request.hello().authextra().get("pubkey");
        return request.hello().authid().orElse(publicKey instanceof String hex ? hex : "");
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        return work.run(() -> evaluate(request));
    }

    private AuthStep evaluate(AuthRequest request) {
        Map<String, Object> extra = request.hello().authextra();
        Optional<CryptosignPublicKey> key =
                extra.get("pubkey") instanceof String hex ? CryptosignPublicKey.of(hex) : Optional.empty();
        if (key.isEmpty()) {
            return new AuthStep.Rejected(
                    ErrorUri.AUTHENTICATION_DENIED,
                    "authextra.pubkey in HELLO is not an Ed25519 public key in 64 hexadecimal digits");
        }
        Object binding = extra.get("channel_binding");
        Optional<byte[]> channelId = Optional.empty();
        if (binding != null) {
            channelId = ChannelBinding.channelId(binding, request.peer().tls());
            if (channelId.isEmpty()) {
                return refused(ChannelBinding.reason(binding, request.peer().tls()));
            }
        }
        Optional<byte[]> challenge = Optional.empty();
        if (extra.get("challenge") != null) {
            challenge = extra.get("challenge") instanceof String hex ? Cryptosign.challenge(hex) : Optional.empty();
            if (challenge.isEmpty()) {
                return refused("authextra.challenge in HELLO is not 32 bytes in hexadecimal digits");
            }
            if (nodeKey.isEmpty()) {
                return refused("this router has no key with which it could sign authextra.challenge");
            }
        }
        Wish wish = new Wish(key.get(), channelId, challenge);
        return source.find(request, principal -> challenge(wish, principal));
    }

    private static AuthStep refused(String reason) {
        return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_FAILED, reason);
    }

    private AuthStep challenge(Wish wish, CryptosignPrincipal principal) {
        byte[] challenge = new byte[Cryptosign.MESSAGE_BYTES];
        random.nextBytes(challenge);
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("challenge", HexFormat.of().formatHex(challenge));
        extra.put("channel_binding", wish.channelId().isPresent() ? TlsExporter.NAME : null);
        if (wish.challenge().isPresent()) {
            CryptosignKey key = nodeKey.orElseThrow();
            extra.put("pubkey", key.publicKey().hex());
            extra.put("signature", key.sign(wish.message(wish.challenge().get())));
        }
        byte[] expected = wish.message(challenge);
        return new AuthStep.Challenged(
                extra, (signature, more) -> work.run(() -> judge(wish.key(), principal, expected, signature)));
    }

    private AuthStep judge(CryptosignPublicKey key, CryptosignPrincipal principal, byte[] expected, String signature) {
        // The signature is verified for unknown keys too, so that the time does not reveal which keys exist.
        boolean isSigned = key.isSigned(signature, expected);
        if (!isSigned || !principal.keys().contains(key)) {
            return Refusals.WRONG_CREDENTIALS;
        }
        return new AuthStep.Accepted(principal.grant().identity(METHOD, source.provider()));
    }
}
